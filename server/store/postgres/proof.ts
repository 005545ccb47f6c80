import { Prisma } from '../generated/sqlite/client.ts';
import type { Statements } from '../jobs.ts';
import { isLockTimeout } from './failures.ts';

/**
 * Rejects when a report could not be committed now. Nothing is written, unless `refusal` tells why
 * the last write was refused: then a standby, a full disk or a row that is locked for long must be
 * over first, which the beginning of a transaction does not tell.
 */
export async function proveCommit(db: Statements, refusal: unknown): Promise<void> {
  await db.execute(WRITABLE);
  if (refusal === null) return;
  const holders = await db.query<{ pid: number }>(HOLDERS);
  if (isLockTimeout(refusal) && holders.length > 0) throw refusal;
  await db.execute(BEGIN_TRIAL);
  await db.execute(TRIAL);
  await db.execute(END_TRIAL);
  await db.query(LOGGED);
}

/** Fails on a standby, where transactions are read only, and while the table is locked. */
const WRITABLE = Prisma.sql`UPDATE "ScrapeRun" SET "rev" = "rev" WHERE false`;

/** Other sessions that have been in the middle of a transaction on runs for a second. */
const HOLDERS = Prisma.sql`SELECT a.pid FROM pg_locks l JOIN pg_stat_activity a USING (pid)
  WHERE l.locktype = 'relation' AND l.relation = '"ScrapeRun"'::regclass
    AND l.mode = 'RowExclusiveLock' AND l.granted AND l.pid <> pg_backend_pid()
    AND a.datname = current_database() AND a.xact_start < clock_timestamp() - interval '1 second'`;

const BEGIN_TRIAL = Prisma.sql`SAVEPOINT trial`;
const END_TRIAL = Prisma.sql`ROLLBACK TO SAVEPOINT trial`;

/** A row that cannot be compressed and fills a page or two: there must be room for them. */
const TRIAL = Prisma.sql`INSERT INTO "HearingGap" ("id", "reason", "startedAt", "endedAt", "runs")
  SELECT gen_random_uuid()::text, string_agg(gen_random_uuid()::text, ''), now(), now(), 0
  FROM generate_series(1, 400)`;

/** The commit that follows has something to bring to the disk. */
const LOGGED = Prisma.sql`SELECT pg_logical_emit_message(true, 'flatline', '')::text`;
