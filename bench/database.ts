import { join } from 'node:path';
import { createClient } from '@libsql/client';
import pg from 'pg';
import { startCluster } from '../server/testing/postgres-cluster.ts';
import { processorMs } from './memory/processor.ts';

/** What a server keeps its runs in. */
export type EngineName = 'sqlite' | 'postgres';

/** Whether this is the name of an engine. */
export function isEngineName(name: string): name is EngineName {
  return name === 'sqlite' || name === 'postgres';
}

/** A database that is made for one bench. */
export interface BenchDatabase {
  /** What its servers are told: DATABASE_URL. */
  url: string;
  /** Asks past the servers. On SQLite only while none runs. */
  rows(sql: string): Promise<Record<string, unknown>[]>;
  /** Processor time of its own processes, in milliseconds: on SQLite it is the server that works. */
  processorMs(): Promise<number>;
  /** Ends it. */
  stop(): Promise<void>;
}

/** Makes an empty database: a file in `scratch`, or a PostgreSQL of its own. */
export function startDatabase(engine: EngineName, scratch: string): Promise<BenchDatabase> {
  return engine === 'sqlite' ? inFile(join(scratch, 'bench.db')) : onServer();
}

async function inFile(path: string): Promise<BenchDatabase> {
  const url = `file:${path}`;
  return {
    url,
    async rows(sql) {
      const client = createClient({ url });
      try {
        return (await client.execute(sql)).rows.map((row) => ({ ...row }));
      } finally {
        client.close();
      }
    },
    processorMs: async () => 0,
    stop: async () => {},
  };
}

/** It brings to the disk what it acknowledges, and is otherwise as PostgreSQL comes. */
async function onServer(): Promise<BenchDatabase> {
  const cluster = await startCluster({ durable: true });
  const url = cluster.url('postgres');
  const client = new pg.Client(url);
  try {
    await client.connect();
  } catch (failure) {
    await cluster.stop();
    throw failure;
  }
  const rows = async (sql: string) => (await client.query(sql)).rows;
  return {
    url,
    rows,
    async processorMs() {
      const processes = await rows('SELECT pid FROM pg_stat_activity');
      const times = await Promise.all(processes.map(({ pid }) => processorMs(pid)));
      return times.filter(Number.isFinite).reduce((all, one) => all + one, 0);
    },
    async stop() {
      await client.end();
      await cluster.stop();
    },
  };
}
