import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { createStore } from '../store/store.ts';
import { createSystemClock } from '../system-clock.ts';
import { startCluster } from './postgres-cluster.ts';
import { createRecordingLog } from './quiet.ts';

/** What the tests of a run are told of their server. */
export interface PostgresServer {
  /** A database from which others can be made. */
  url: string;
  /** What the names of this run's databases begin with. */
  prefix: string;
  /** A database that is migrated, to be copied. */
  template: string;
}

declare module 'vitest' {
  export interface ProvidedContext {
    postgres: PostgresServer;
    /** TEST_DATABASE_URL; empty where it is not set. */
    testDatabaseUrl: string;
  }
}

/**
 * One PostgreSQL for all tests of a run: one of its own, or the server that TEST_DATABASE_URL names,
 * whose user must be allowed to create databases. What was made is removed at the end.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const named = project.getProvidedContext().testDatabaseUrl;
  const cluster = named === '' ? await startCluster() : null;
  const url = cluster?.url('postgres') ?? named;
  const prefix = `flatline_test_${randomBytes(4).toString('hex')}`;
  const template = `${prefix}_template`;
  try {
    await administer(url, (client) => client.query(`CREATE DATABASE ${template}`));
    const databaseUrl = withDatabase(url, template);
    const clock = createSystemClock();
    const store = createStore({ databaseUrl, clock, log: createRecordingLog() });
    await store.start();
    await store.stop();
  } catch (failure) {
    await cluster?.stop();
    throw failure;
  }
  project.provide('postgres', { url, prefix, template });
  return async () => {
    if (cluster !== null) return cluster.stop();
    await administer(url, async (client) => {
      const { rows } = await client.query<{ name: string }>(
        'SELECT datname AS name FROM pg_database WHERE starts_with(datname, $1)',
        [prefix],
      );
      for (const { name } of rows) await client.query(`DROP DATABASE "${name}" WITH (FORCE)`);
    });
  };
}

/** The same server's other database. */
export function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}

async function administer<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
