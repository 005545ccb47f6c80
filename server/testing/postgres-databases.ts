import pg from 'pg';
import { inject, onTestFinished } from 'vitest';
import { type PostgresServer, withDatabase } from './postgres-setup.ts';

/** A database for one test. */
export interface TestDatabase {
  url: string;
  /** A connection to it that belongs to no store, closed when the test ends. */
  client: pg.Client;
  /** To be called when a test has changed its tables: nobody uses it again. */
  spoil(): void;
}

/** The server of the tests; null where this run of them is on SQLite. */
export function postgresServer(): PostgresServer | null {
  // Typed as if every project provided it.
  return (inject('postgres') as PostgresServer | undefined) ?? null;
}

/** Its number among the workers: two files that run at the same time have different ones. */
const WORKER = (import.meta.env as unknown as Record<string, string>).VITEST_POOL_ID;

/** Databases that no test of this file uses now. Tests of one worker come one file after another. */
const free: string[] = [];
let made = 0;

/** An empty, migrated database; emptying one takes a tenth of the time of making one. */
export async function openTestDatabase(): Promise<TestDatabase> {
  const server = serverOrThrow();
  const name = free.pop() ?? `${server.prefix}_${WORKER}_${made++}`;
  const url = withDatabase(server.url, name);
  const client = await connected(url, () => makeDatabase(server, name, server.template));
  let spoiled = false;
  onTestFinished(async () => {
    await client.end();
    if (spoiled) await dropDatabase(server, name);
    free.push(name);
  });
  await client.query(EMPTY);
  return {
    url,
    client,
    spoil: () => {
      spoiled = true;
    },
  };
}

/** The URL of a database without a table, or of a copy of the template; gone when the test ends. */
export async function openBareDatabase(template?: 'migrated'): Promise<string> {
  const server = serverOrThrow();
  const name = `${server.prefix}_bare_${WORKER}_${made++}`;
  await makeDatabase(server, name, template === undefined ? 'template0' : server.template);
  onTestFinished(() => dropDatabase(server, name));
  return withDatabase(server.url, name);
}

/** A connection to any database, as another program holds it; closed when the test ends. */
export async function openClient(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  onTestFinished(() => client.end());
  return client;
}

function serverOrThrow(): PostgresServer {
  const server = postgresServer();
  if (server === null) throw new Error('This test needs the vitest project "postgres".');
  return server;
}

async function connected(url: string, make: () => Promise<void>): Promise<pg.Client> {
  for (let attempt = 0; ; attempt += 1) {
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => {});
    try {
      await client.connect();
      return client;
    } catch (failure) {
      await client.end().catch(() => {});
      if ((failure as pg.DatabaseError).code !== '3D000' || attempt > 0) throw failure;
      await make();
    }
  }
}

async function makeDatabase(server: PostgresServer, name: string, template: string): Promise<void> {
  const encoding = template === 'template0' ? `ENCODING 'UTF8'` : 'STRATEGY file_copy';
  await administer(server, `CREATE DATABASE ${name} TEMPLATE ${template} ${encoding}`);
}

async function dropDatabase(server: PostgresServer, name: string): Promise<void> {
  await administer(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
}

async function administer(server: PostgresServer, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  await client.query(sql);
  await client.end();
}

/** Of what a test that was broken off may have left, nobody is waited for. */
const EMPTY = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid();
  DELETE FROM "ScrapeRun"; DELETE FROM "Scraper"; DELETE FROM "Sweep"; DELETE FROM "HearingGap";
  DELETE FROM "Node"`;
