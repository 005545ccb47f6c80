// npm run migration:new -- NAME: writes the next migration from prisma/schema.prisma, offline.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { PrismaLibSql } from '@prisma/adapter-libsql';
import { readMigrations } from '../server/store/migration-files.ts';
import { LOCK_FILE, type MigrationText, openSchemaEngine } from './schema-engine.ts';

/** Where the schema and its history are. */
export const PRISMA_FOLDER = fileURLToPath(new URL('../prisma', import.meta.url));

/** The SQL that the history lacks to yield the schema; empty when it lacks nothing. */
export async function missingSql(
  migrations: readonly MigrationText[],
  schema: string,
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'flatline-migration-'));
  try {
    const url = `file:${join(folder, 'history.db')}`;
    const database = await new PrismaLibSql({ url }).connect();
    for (const { sql } of migrations) await database.executeScript(sql);
    await database.dispose();
    return await (await openSchemaEngine(url, schema)).diffToSchema();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Writes the next migration into `prismaFolder`; its folder, or null when there is nothing to do. */
export async function writeMigration(
  prismaFolder: string,
  name: string,
  at: Date,
): Promise<string | null> {
  const history = join(prismaFolder, 'migrations');
  const schema = await readFile(join(prismaFolder, 'schema.prisma'), 'utf8');
  const sql = await missingSql(await readMigrations(history), schema);
  if (sql === '') return null;
  const folder = join(history, `${stampOf(at)}_${name}`);
  await mkdir(folder, { recursive: true });
  await writeFile(join(history, 'migration_lock.toml'), LOCK_FILE);
  await writeFile(join(folder, 'migration.sql'), sql, { flag: 'wx' });
  return folder;
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
  const folder = await writeMigration(PRISMA_FOLDER, name, new Date());
  console.log(
    folder === null
      ? 'Nothing to do: the migrations yield prisma/schema.prisma exactly.'
      : `Wrote ${folder}/migration.sql: read it before you commit it.`,
  );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(process.argv[2]);
