import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{server,app,scripts,demo,clients,bench,sim}/**/*.test.{ts,tsx}'],
    // Real databases and sockets: a slow machine is not a failure.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    sequence: { shuffle: true },
  },
});
