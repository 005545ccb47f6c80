// npm run migration:new -- NAME: writes the next migration of each engine from prisma/schema.prisma,
// offline.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { PrismaLibSql } from '@prisma/adapter-libsql';
import pg from 'pg';
import { readMigrations } from '../server/store/migration-files.ts';
import { startCluster } from '../server/testing/postgres-cluster.ts';
import { derivePostgresSchema } from './derive-schema.mjs';
import { lockFileOf, type MigrationText, openSchemaEngine } from './schema-engine.ts';

/** Where the schema and its histories are. */
export const PRISMA_FOLDER = fileURLToPath(new URL('../prisma', import.meta.url));

/** An engine with a history of its own. */
export interface History {
  provider: 'sqlite' | 'postgresql';
  /** Where its migrations are, in the folder of the schema. */
  folder: string;
  /** The engine's form of the one schema. */
  schemaOf(schema: string): string;
  /** The SQL that a history lacks to yield the schema; empty when it lacks nothing. */
  missingSql(migrations: readonly MigrationText[], schema: string): Promise<string>;
}

/** The history of SQLite. */
export const SQLITE: History = {
  provider: 'sqlite',
  folder: 'migrations',
  schemaOf: (schema) => schema,
  async missingSql(migrations, schema) {
    const folder = await mkdtemp(join(tmpdir(), 'flatline-migration-'));
    try {
      const url = `file:${join(folder, 'history.db')}`;
      const database = await new PrismaLibSql({ url }).connect();
      for (const { sql } of migrations) await database.executeScript(sql);
      await database.dispose();
      return await missingIn(url, schema);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

/** The history of PostgreSQL; `databaseUrl` names an empty database, or a server is made for it. */
export function postgresHistory(databaseUrl?: string): History {
  return {
    provider: 'postgresql',
    folder: join('postgres', 'migrations'),
    schemaOf: derivePostgresSchema,
    async missingSql(migrations, schema) {
      const cluster = databaseUrl === undefined ? await startCluster() : null;
      try {
        const url = databaseUrl ?? cluster?.url('postgres') ?? '';
        const client = new pg.Client({ connectionString: url });
        await client.connect();
        for (const { sql } of migrations) await client.query(sql);
        await client.end();
        return await missingIn(url, schema);
      } finally {
        await cluster?.stop();
      }
    },
  };
}

/** Writes the next migration of one history; its folder, or null when there is nothing to do. */
export async function writeMigration(
  history: History,
  prismaFolder: string,
  name: string,
  at: Date,
): Promise<string | null> {
  const all = join(prismaFolder, history.folder);
  const schema = history.schemaOf(await readFile(join(prismaFolder, 'schema.prisma'), 'utf8'));
  const sql = await history.missingSql(await readMigrations(all), schema);
  if (sql === '') return null;
  const folder = join(all, `${stampOf(at)}_${name}`);
  await mkdir(folder, { recursive: true });
  await writeFile(join(all, 'migration_lock.toml'), lockFileOf(history.provider));
  await writeFile(join(folder, 'migration.sql'), sql, { flag: 'wx' });
  return folder;
}

async function missingIn(databaseUrl: string, schema: string): Promise<string> {
  const engine = await openSchemaEngine(databaseUrl, schema);
  try {
    return await engine.diffToSchema();
  } finally {
    await engine.close();
  }
}

/** 20260131235959, in UTC: migrations sort by their name. */
function stampOf(at: Date): string {
  return at.toISOString().replace(/\D/g, '').slice(0, 14);
}

async function main(name: string | undefined): Promise<void> {
  if (name === undefined || !/^[a-z][a-z0-9_]{0,60}$/.test(name)) {
    console.error('Usage: npm run migration:new -- NAME (lower case letters, digits and _).');
    process.exitCode = 1;
    return;
  }
  const at = new Date();
  for (const history of [SQLITE, postgresHistory()]) {
    const folder = await writeMigration(history, PRISMA_FOLDER, name, at);
    console.log(
      folder === null
        ? `Nothing to do for ${history.provider}: its migrations yield prisma/schema.prisma exactly.`
        : `Wrote ${folder}/migration.sql: read it before you commit it.`,
    );
  }
  console.log(
    'On PostgreSQL a text that is a key, or by which something is sorted, is COLLATE "C".',
  );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(process.argv[2]);
