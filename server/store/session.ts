import { statSync } from 'node:fs';
import { Problem } from '../domain/errors.ts';
import type { Clock, Log } from '../domain/ports.ts';
import { createAdapterFactory } from './adapter.ts';
import { kindOf, reasonOf } from './failures.ts';
import { type Prisma, PrismaClient } from './generated/client.ts';
import { type Location, toUrl } from './location.ts';
import { whileBusy } from './retry.ts';
import { createWriter } from './writer.ts';

/** What a job may do: everything but begin a transaction of its own. */
export type Db = Prisma.TransactionClient;

/** Runs a job within a transaction. */
export type Write = <T>(job: (db: Db) => Promise<T>) => Promise<T>;

/** Jobs on the database. Its failures become `Problem('unavailable')`, the rest passes. */
export interface Jobs {
  read<T>(job: (db: Db) => Promise<T>): Promise<T>;
  /** One transaction, holding the write lock; jobs run one at a time, again when they collide. */
  write: Write;
  /** One turn of a writer, in which what it writes are transactions of their own, one after another. */
  inTurn<T>(job: (write: Write) => Promise<T>): Promise<T>;
  /**
   * Resolves when a job could be written now. It takes the write lock and writes nothing, unless
   * the last job that wanted to write could not: then it takes more than the lock to tell.
   */
  prove(): Promise<void>;
}

/** The open database. */
export interface Session extends Jobs {
  /** Lets what was queued end, then closes. */
  close(): Promise<void>;
}

/** How long a job tries while another program holds the lock, from when it was asked for. */
const BUSY_FOR_MS = 2000;
/** Prisma's own limits; far away, since jobs queue before they reach it. */
const TRANSACTION = { maxWait: 10_000, timeout: 120_000 };

/** Opens the database at `location`, which must exist. */
export function openSession(parts: { location: Location; clock: Clock; log: Log }): Session {
  const { location, clock, log } = parts;
  const client = new PrismaClient({ adapter: createAdapterFactory(toUrl(location.path)) });
  const writer = createWriter();
  const opened = identityOf(location.path);
  let failing = false;
  /** Whether the last write was refused: a full disk still grants the lock. */
  let refused = false;

  async function attempt<T>(until: number, job: () => Promise<T>): Promise<T> {
    try {
      const result = await whileBusy({ clock, until }, async () => {
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

  function transact<T>(until: number, job: (db: Db) => Promise<T>): Promise<T> {
    return attempt(until, () => againOnConflict(() => client.$transaction(job, TRANSACTION)));
  }

  function inTurn<T>(job: (write: Write) => Promise<T>): Promise<T> {
    const until = clock.now() + BUSY_FOR_MS;
    return writer.write(() =>
      job(async (work) => {
        try {
          const result = await transact(until, work);
          refused = false;
          return result;
        } catch (failure) {
          if (failure instanceof Problem && failure.code === 'unavailable') refused = true;
          throw failure;
        }
      }),
    );
  }

  return {
    read: (job) => attempt(clock.now() + BUSY_FOR_MS, () => job(client)),
    write: (job) => inTurn((write) => write(job)),
    inTurn,
    async prove() {
      const until = clock.now() + BUSY_FOR_MS;
      await writer.write(() =>
        transact(until, async (db) => {
          if (refused) await writeSomething(db);
        }),
      );
      refused = false;
    },
    async close() {
      await writer.idle();
      // So that the file alone holds everything, for whoever copies it while nothing runs.
      await client.$queryRaw`PRAGMA wal_checkpoint(TRUNCATE)`.catch(() => {});
      await client.$disconnect();
    },
  };
}

/** Has SQLite write a page, and changes nothing: the number is no one's, and stays what it is. */
async function writeSomething(db: Db): Promise<void> {
  const [row] = await db.$queryRaw<{ user_version: number | bigint }[]>`PRAGMA user_version`;
  await db.$executeRawUnsafe(`PRAGMA user_version = ${Number(row?.user_version ?? 0)}`);
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
