import { configDefaults, defineConfig } from 'vitest/config';

/** Tests that need a PostgreSQL, wherever they are. */
const ON_POSTGRES = ['server/store/postgres/**/*.test.ts', '**/*.postgres.test.ts'];

const shared = {
  // Real databases and sockets: a slow machine is not a failure.
  testTimeout: 30_000,
  hookTimeout: 30_000,
  sequence: { shuffle: true },
};

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...shared,
          name: 'sqlite',
          include: ['{server,app,scripts,demo,clients,bench,sim}/**/*.test.{ts,tsx}'],
          exclude: [...configDefaults.exclude, ...ON_POSTGRES],
        },
      },
      {
        test: {
          ...shared,
          name: 'postgres',
          // Its files share a worker's modules and databases: half of the time went into loading anew.
          isolate: false,
          include: ['server/store/*.test.ts', ...ON_POSTGRES],
          provide: { testDatabaseUrl: process.env.TEST_DATABASE_URL ?? '' },
          globalSetup: ['server/testing/postgres-setup.ts'],
        },
      },
    ],
  },
});
