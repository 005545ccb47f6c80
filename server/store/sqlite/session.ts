import { statSync } from 'node:fs';
import { Problem } from '../../domain/errors.ts';
import type { Clock, Log } from '../../domain/ports.ts';
import { Prisma, PrismaClient } from '../generated/sqlite/client.ts';
import type { Db, Session, Statements } from '../jobs.ts';
import { whileBusy } from '../retry.ts';
import { createWriter } from '../writer.ts';
import { type AdapterFactory, createAdapterFactory, type Transaction } from './adapter.ts';
import { sqliteDialect } from './dialect.ts';
import { blamesOneRow, isBusy, kindOf, reasonOf } from './failures.ts';
import { type Location, toUrl } from './location.ts';

/** How long a job tries while another program holds the lock, from when it was asked for. */
const BUSY_FOR_MS = 2000;
/** Prisma's own limits; far away, since jobs queue before they reach it. */
const TRANSACTION = { maxWait: 10_000, timeout: 120_000 };

/** Opens the database at `location`, which must exist. */
export function openSession(parts: { location: Location; clock: Clock; log: Log }): Session {
  const { location, clock, log } = parts;
  const adapter = createAdapterFactory(toUrl(location.path));
  const client = new PrismaClient({ adapter });
  const writer = createWriter();
  const opened = identityOf(location.path);
  let failing = false;
  /** Whether the last write was refused: a full disk still grants the lock. */
  let refused = false;

  async function attempt<T>(until: number, job: () => Promise<T>): Promise<T> {
    try {
      const result = await whileBusy({ clock, until, isBusy }, async () => {
        assertInPlace(location.path, opened);
        return job();
      });
      if (failing) log.info('The database answers again');
      failing = false;
      return result;
    } catch (failure) {
      const sentence = sentenceOf(failure);
      if (sentence === null) throw failure;
      if (!failing) log.error(sentence, { reason: reasonOf(failure) });
      failing = true;
      throw new Problem('unavailable', sentence, { cause: failure });
    }
  }

  function transact<T>(until: number, transaction: () => Promise<T>): Promise<T> {
    return attempt(until, () => againOnConflict(transaction));
  }

  /** Remembers whether the last write was refused. */
  async function noting<T>(write: Promise<T>): Promise<T> {
    try {
      const result = await write;
      refused = false;
      return result;
    } catch (failure) {
      if (failure instanceof Problem && failure.code === 'unavailable') refused = true;
      throw failure;
    }
  }

  /** A turn of a writer, and until when it may try. */
  function inTurn<T>(job: (until: number) => Promise<T>): Promise<T> {
    const until = clock.now() + BUSY_FOR_MS;
    return writer.write(() => job(until));
  }

  return {
    read: (job) => attempt(clock.now() + BUSY_FOR_MS, () => job(dbOf(client))),
    write: (job) =>
      inTurn((until) =>
        noting(
          transact(until, () => client.$transaction((models) => job(dbOf(models)), TRANSACTION)),
        ),
      ),
    inTurn: (job) =>
      inTurn((until) => job((work) => noting(transact(until, () => bare(adapter, work))))),
    async prove() {
      await inTurn((until) =>
        transact(until, () =>
          bare(adapter, async (db) => {
            if (refused) await writeSomething(db);
          }),
        ),
      );
      refused = false;
    },
    blamesOneRow,
    async close() {
      await writer.idle();
      // So that the file alone holds everything, for whoever copies it while nothing runs.
      await client.$queryRaw`PRAGMA wal_checkpoint(TRUNCATE)`.catch(() => {});
      await client.$disconnect();
    },
  };
}

/** A transaction on the connection itself. */
async function bare<T>(adapter: AdapterFactory, job: (db: Statements) => Promise<T>): Promise<T> {
  const transaction = await adapter.startTransaction();
  let result: T;
  try {
    result = await job(statementsOf(transaction));
  } catch (failure) {
    await transaction.rollback();
    throw failure;
  }
  await transaction.commit();
  return result;
}

/** The same as Prisma's client does it. One node has one file: there is nobody else to be told. */
function dbOf(models: Prisma.TransactionClient): Db {
  return {
    models,
    sql: sqliteDialect,
    query: (query) => models.$queryRaw(query),
    execute: (query) => models.$executeRaw(query),
    changed: () => {},
  };
}

function statementsOf(transaction: Transaction): Statements {
  return {
    sql: sqliteDialect,
    async query<Row>(query: Prisma.Sql) {
      const { columnNames, rows } = await transaction.queryRaw(queryOf(query));
      const named = (row: unknown[]) => columnNames.map((name, index) => [name, row[index]]);
      return rows.map((row) => Object.fromEntries(named(row)) as Row);
    },
    execute: (query) => transaction.executeRaw(queryOf(query)),
    changed: () => {},
  };
}

function queryOf({ sql, values }: Prisma.Sql): Parameters<Transaction['queryRaw']>[0] {
  const argTypes = values.map(() => ({ scalarType: 'unknown', arity: 'scalar' }) as const);
  return { sql, args: values, argTypes };
}

/** Has SQLite write a page, and changes nothing: the number is no one's, and stays what it is. */
async function writeSomething(db: Statements): Promise<void> {
  const [row] = await db.query<{ user_version: number }>(Prisma.sql`PRAGMA user_version`);
  await db.execute(Prisma.raw(`PRAGMA user_version = ${row?.user_version ?? 0}`));
}

/** What the caller is told; null when the failure is not the database's. */
function sentenceOf(failure: unknown): string | null {
  if (failure instanceof OutOfPlace) return failure.message;
  switch (kindOf(failure)) {
    case 'busy':
      return 'The database is locked by another program; try again in a moment.';
    case 'conflict':
      return 'The database was changed by another program at the same time; try again.';
    case 'database':
      return 'The database does not answer as it should; try again in a moment.';
    case 'other':
      return null;
  }
}

/** A unique value that another program took in between is there to be read the second time. */
async function againOnConflict<T>(transaction: () => Promise<T>): Promise<T> {
  try {
    return await transaction();
  } catch (failure) {
    if (kindOf(failure) !== 'conflict') throw failure;
    return transaction();
  }
}

class OutOfPlace extends Error {}

/**
 * An open SQLite file that was moved or deleted goes on taking writes, which nobody would see
 * again. So each job looks whether the file is still the one that was opened.
 */
function assertInPlace(path: string, opened: string | null): void {
  const found = identityOf(path);
  if (found === opened) return;
  throw new OutOfPlace(
    found === null
      ? 'The database file is gone; put it back.'
      : 'The database file was replaced by another; restart Flatline to use that one.',
  );
}

function identityOf(path: string): string | null {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined ? null : `${found.dev}:${found.ino}`;
}
