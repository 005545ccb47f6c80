import { statSync } from 'node:fs';
import type { ChangeFeed, Clock, Log } from '../../domain/ports.ts';
import { createAttempts } from '../attempts.ts';
import { Prisma, PrismaClient } from '../generated/sqlite/client.ts';
import type { Db, Session, Statements } from '../jobs.ts';
import { type AdapterFactory, createAdapterFactory, rowsOf, type Transaction } from './adapter.ts';
import { sqliteDialect } from './dialect.ts';
import { blamesOneRow, kindOf, reasonOf } from './failures.ts';
import { type Location, toUrl } from './location.ts';

/** Prisma's own limits; far away, since jobs queue before they reach it. */
const TRANSACTION = { maxWait: 10_000, timeout: 120_000 };

/** Opens the database at `location`, which must exist. */
export function openSession(parts: {
  location: Location;
  clock: Clock;
  log: Log;
}): Omit<Session, 'presence'> {
  const { location, clock, log } = parts;
  const adapter = createAdapterFactory(toUrl(location.path));
  const client = new PrismaClient({ adapter });
  const attempts = createAttempts({ clock, log, failures: { kindOf, sentenceOf, reasonOf } });
  const opened = identityOf(location.path);

  const inPlace = <T>(job: () => Promise<T>) => {
    return async () => {
      assertInPlace(location.path, opened);
      return job();
    };
  };

  return {
    feed: SILENT,
    read: (job) => attempts.read(inPlace(() => job(dbOf(client)))),
    write: (job) =>
      attempts.inTurn((until) =>
        attempts.write(
          until,
          inPlace(() => client.$transaction((models) => job(dbOf(models)), TRANSACTION)),
        ),
      ),
    inTurn: (job) =>
      attempts.inTurn((until) =>
        job((work, shared) =>
          attempts.write(
            until,
            inPlace(() => bare(adapter, work, shared)),
          ),
        ),
      ),
    prove: () =>
      attempts.prove((refusal) =>
        inPlace(() =>
          bare(adapter, async (db) => {
            if (refusal !== null) await writeSomething(db);
          }),
        )(),
      ),
    blamesOneRow,
    async close() {
      await attempts.idle();
      // So that the file alone holds everything, for whoever copies it while nothing runs.
      await client.$queryRaw`PRAGMA wal_checkpoint(TRUNCATE)`.catch(() => {});
      await client.$disconnect();
    },
  };
}

/** There are no other nodes on a file. */
const SILENT: ChangeFeed = { listen: async () => async () => {} };

/** A transaction on the connection itself. */
async function bare<T>(
  adapter: AdapterFactory,
  job: (db: Statements) => Promise<T>,
  shared = false,
): Promise<T> {
  const transaction = await adapter.startTransaction();
  let result: T;
  try {
    result = await job(statementsOf(transaction));
  } catch (failure) {
    await transaction.rollback();
    throw failure;
  }
  await (shared ? transaction.commitAside() : transaction.commit());
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
    swept: () => {},
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
    version: async () =>
      `${transaction.connection}/${String((await rowsOf(transaction, VERSION))[0])}`,
    changed: () => {},
    swept: () => {},
  };
}

/** What others have committed, and what was written over this connection. */
const VERSION = 'SELECT data_version, total_changes() FROM pragma_data_version';

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
