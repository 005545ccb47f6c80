import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { PrismaLibSql } from '@prisma/adapter-libsql';
import { BootFailure } from '../../domain/errors.ts';
import type { Clock, Log } from '../../domain/ports.ts';
import { type Migration, readMigrations } from '../migration-files.ts';
import { checksumOf, judgeHistory, type RecordedMigration } from '../migration-history.ts';
import { whileBusy } from '../retry.ts';
import { stamp } from '../times.ts';
import { BEGIN, type Connection, rowsOf } from './adapter.ts';
import { isBusy, kindOf, reasonOf } from './failures.ts';
import { type Location, toUrl } from './location.ts';

/** What bringing a database up to date needs. */
export interface MigrationParts {
  location: Location;
  /** The folder of the migrations. */
  migrationsFolder: string;
  clock: Clock;
  log: Log;
  /** How long to wait for a program that holds the write lock, in milliseconds. */
  waitMs: number;
}

/**
 * Brings the database to this code's schema, after keeping a copy of what was there, and sets it to
 * WAL. Each migration is one transaction, recorded as `prisma migrate deploy` would. Throws
 * {@link BootFailure} and leaves the database as it was.
 */
export async function migrate(parts: MigrationParts): Promise<void> {
  const { location, clock, waitMs } = parts;
  const { databaseUrl, path } = location;
  const migrations = await readMigrations(parts.migrationsFolder);
  try {
    await whileBusy({ clock, isBusy, until: clock.now() + waitMs }, async () => {
      const connection = await new PrismaLibSql({ url: toUrl(path) }).connect();
      try {
        await bringUpToDate(connection, migrations, parts);
      } finally {
        await connection.dispose();
      }
    });
  } catch (failure) {
    if (failure instanceof BootFailure) throw failure;
    const because =
      kindOf(failure) === 'busy'
        ? 'another program holds its lock'
        : reasonOf(failure) || 'it cannot be opened';
    throw new BootFailure(`DATABASE_URL (${databaseUrl}) cannot be used: ${because}.`, failure);
  }
}

async function bringUpToDate(
  connection: Connection,
  migrations: readonly Migration[],
  { location, log, clock }: MigrationParts,
): Promise<void> {
  const recorded = await recordedIn(connection);
  const history = judgeHistory(recorded, migrations);
  if (history.verdict === 'refused') {
    throw new BootFailure(
      `DATABASE_URL (${location.databaseUrl}) cannot be used: ${history.because}.`,
    );
  }
  // Asks before anything is written whether the file can be written at all: of a file that may only
  // be read, libsql grants the lock.
  await connection.executeScript(`${BEGIN}; CREATE TABLE "flatline_asks" (a); ROLLBACK;`);
  const [first] = history.pending;
  if (first !== undefined && recorded.length > 0) {
    log.info('Kept a copy of the database before its migration', {
      copy: await keepCopy(connection, location.path, first.name),
    });
  }
  const [mode] = (await rowsOf(connection, 'PRAGMA journal_mode = WAL'))[0] ?? [];
  if (mode !== 'wal') {
    throw new BootFailure(
      `DATABASE_URL (${location.databaseUrl}) cannot be used: its file system has no shared memory for SQLite's WAL; use a local disk.`,
    );
  }
  for (const migration of history.pending) {
    await apply(connection, migration, clock);
    log.info('Applied a migration', { migration: migration.name });
  }
}

async function recordedIn(connection: Connection): Promise<RecordedMigration[] | 'foreign'> {
  const tables = await rowsOf(
    connection,
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
  );
  if (!tables.some(([name]) => name === '_prisma_migrations')) {
    return tables.length === 0 ? [] : 'foreign';
  }
  const rows = await rowsOf(
    connection,
    `SELECT migration_name, checksum, finished_at IS NOT NULL, rolled_back_at IS NOT NULL
     FROM _prisma_migrations ORDER BY started_at`,
  );
  return rows.map(([name, checksum, finished, rolledBack]) => ({
    name: String(name),
    checksum: String(checksum),
    finished: Number(finished) === 1,
    rolledBack: Number(rolledBack) === 1,
  }));
}

/** By `VACUUM INTO`, since copying the file would miss what is in the WAL; never over a copy. */
async function keepCopy(connection: Connection, path: string, migration: string): Promise<string> {
  const base = `${path}.before-${migration}`;
  let copy = `${base}.bak`;
  for (let n = 2; existsSync(copy); n += 1) copy = `${base}.${n}.bak`;
  const partial = `${base}.partial`;
  await rm(partial, { force: true });
  await connection.executeScript(`VACUUM INTO ${quoted(partial)}`);
  const handle = await open(partial, 'r');
  await handle.sync();
  await handle.close();
  await rename(partial, copy);
  return copy;
}

async function apply(connection: Connection, migration: Migration, clock: Clock): Promise<void> {
  const now = quoted(stamp(clock.now()));
  const { name, sql } = migration;
  // Foreign keys are off, as in Prisma's own runner: where a migration redefines a table, dropping
  // the old one would delete its children.
  await connection.executeScript(`
    PRAGMA foreign_keys = OFF;
    BEGIN IMMEDIATE;
    ${BOOKKEEPING}
    ${sql}
    ;INSERT INTO _prisma_migrations
      (id, checksum, finished_at, migration_name, logs, rolled_back_at, started_at, applied_steps_count)
    VALUES
      (${quoted(randomUUID())}, ${quoted(checksumOf(migration))}, ${now}, ${quoted(name)}, NULL, NULL, ${now}, 1);
    COMMIT;`);
}

/** Word for word as Prisma makes it. */
const BOOKKEEPING = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id"                    TEXT PRIMARY KEY NOT NULL,
    "checksum"              TEXT NOT NULL,
    "finished_at"           DATETIME,
    "migration_name"        TEXT NOT NULL,
    "logs"                  TEXT,
    "rolled_back_at"        DATETIME,
    "started_at"            DATETIME NOT NULL DEFAULT current_timestamp,
    "applied_steps_count"   INTEGER UNSIGNED NOT NULL DEFAULT 0
);`;

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
