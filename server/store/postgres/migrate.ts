import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { BootFailure } from '../../domain/errors.ts';
import type { Clock, Log } from '../../domain/ports.ts';
import { type Migration, readMigrations } from '../migration-files.ts';
import { checksumOf, judgeHistory, type RecordedMigration } from '../migration-history.ts';
import type { Address } from './address.ts';

/** What bringing a database up to date needs. */
export interface MigrationParts {
  address: Address;
  /** The folder of the migrations. */
  migrationsFolder: string;
  clock: Clock;
  log: Log;
}

/**
 * Brings a database to this code's schema, while other nodes wait for it. Each migration is one
 * transaction, recorded as `prisma migrate deploy` would. No copy is kept: that is the business of
 * whoever keeps the server. Throws {@link BootFailure}, or what PostgreSQL says, and leaves the
 * database as it was before the migration that failed.
 */
export async function migrate(client: pg.Client, parts: MigrationParts): Promise<void> {
  const { address, migrationsFolder, clock, log } = parts;
  const migrations = await readMigrations(migrationsFolder);
  // A statement of a migration may take long; a node that stands still must not hold the others.
  await client.query(`SET statement_timeout = 0; SET idle_session_timeout = '10s';
    SET lock_timeout = '60s'`);
  await client.query('SELECT pg_advisory_lock($1)', [PRISMAS_LOCK]);
  try {
    const recorded = await recordedIn(client);
    const history = judgeHistory(recorded, migrations, WORDS);
    if (history.verdict === 'refused') {
      throw new BootFailure(`DATABASE_URL (${address.shown}) cannot be used: ${history.because}.`);
    }
    if (history.pending.length > 0 && recorded.length > 0) {
      log.info('Migrates the database; no copy of it is kept on PostgreSQL');
    }
    for (const migration of history.pending) {
      await apply(client, migration, new Date(clock.now()));
      log.info('Applied a migration', { migration: migration.name });
    }
  } finally {
    await client.query('SELECT pg_advisory_unlock($1)', [PRISMAS_LOCK]).catch(() => {});
  }
}

/** The lock that Prisma's own runner takes: the two exclude each other. */
const PRISMAS_LOCK = 72707369;

const WORDS = { another: 'database', remedy: 'restore a backup' };

/** What the database says was applied; `foreign`: it has tables, but not ours. */
async function recordedIn(client: pg.Client): Promise<RecordedMigration[] | 'foreign'> {
  const { rows: tables } = await client.query<{ name: string }>(TABLES);
  if (!tables.some(({ name }) => name === '_prisma_migrations')) {
    return tables.length === 0 ? [] : 'foreign';
  }
  const { rows } = await client.query<RecordedMigration>(
    `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished,
       rolled_back_at IS NOT NULL AS "rolledBack"
     FROM _prisma_migrations ORDER BY started_at`,
  );
  return rows;
}

/** Tables and views that were made here, rather than by an extension. */
const TABLES = `SELECT c.relname AS name FROM pg_class c
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
    AND NOT EXISTS (SELECT FROM pg_depend d
      WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')`;

async function apply(client: pg.Client, migration: Migration, at: Date): Promise<void> {
  try {
    await client.query('BEGIN');
    await client.query(BOOKKEEPING);
    await client.query(migration.sql);
    await client.query(
      `INSERT INTO _prisma_migrations
         (id, checksum, finished_at, migration_name, started_at, applied_steps_count)
       VALUES ($1, $2, $3, $4, $3, 1)`,
      [randomUUID(), checksumOf(migration), at, migration.name],
    );
    await client.query('COMMIT');
  } catch (failure) {
    await client.query('ROLLBACK').catch(() => {});
    throw failure;
  }
}

/** Word for word as Prisma makes it. */
const BOOKKEEPING = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
    id                      VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum                VARCHAR(64) NOT NULL,
    finished_at             TIMESTAMPTZ,
    migration_name          VARCHAR(255) NOT NULL,
    logs                    TEXT,
    rolled_back_at          TIMESTAMPTZ,
    started_at              TIMESTAMPTZ NOT NULL DEFAULT now(),
    applied_steps_count     INTEGER NOT NULL DEFAULT 0
)`;
