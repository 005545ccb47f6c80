import { defineConfig } from 'prisma/config';

/** Only `prisma generate` reads this; the server applies migrations itself, without the CLI. */
export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
});
