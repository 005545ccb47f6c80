import type pg from 'pg';
import type { Clock, Log } from '../../domain/ports.ts';
import { createAttempts } from '../attempts.ts';
import { PrismaClient } from '../generated/postgres/client.ts';
import type { Prisma } from '../generated/sqlite/client.ts';
import type { Db, Session } from '../jobs.ts';
import { createAdapterFactory } from './adapter.ts';
import type { Address } from './address.ts';
import { configOf, openPool } from './connection.ts';
import { blamesOneRow, kindOf, reasonOf, sentenceOf } from './failures.ts';
import { createChangeFeed } from './feed.ts';
import { createNames } from './names.ts';
import { createPresence } from './nodes.ts';
import { proveCommit } from './proof.ts';
import { begin, type OpenTransaction, statementsOn } from './transaction.ts';

/** What a session is opened with. */
export interface SessionParts {
  address: Address;
  /** The id of this node: whose notes are its own. */
  node: string;
  clock: Clock;
  log: Log;
}

/** Connections that read; whoever writes has one more. */
const READERS = 4;
/** Prisma's own limits; far away, since jobs queue before they reach it. */
const TRANSACTION = { maxWait: 30_000, timeout: 120_000 };

/** Opens a database that is there and migrated; it connects when it is asked for something. */
export function openSession({ address, node, clock, log }: SessionParts): Session {
  const reads = openPool(address, READERS);
  const writes = openPool(address, 1);
  const nameOf = createNames();
  const attempts = createAttempts({ clock, log, failures: { kindOf, sentenceOf, reasonOf } });
  const feed = createChangeFeed({ address, node, clock, log });
  const presence = createPresence({ connection: configOf(address), log });
  let current: OpenTransaction | null = null;
  const adapter = createAdapterFactory(reads, nameOf, async () => {
    current = await begin(writes, node);
    return current;
  });
  const client = new PrismaClient({ adapter });
  const reader: Db = { ...statementsOn(reads, nameOf, NO_NOTES), models: modelsOf(client) };

  /** A transaction of raw statements and of models, which Prisma has begun through the adapter. */
  const withModels = <T>(job: (db: Db) => Promise<T>) =>
    client.$transaction((models) => {
      if (current === null) throw new Error('Prisma began no transaction.');
      const statements = statementsOn(current.client, nameOf, current.notes);
      return job({ ...statements, models: modelsOf(models) });
    }, TRANSACTION);

  /** A transaction of raw statements alone. */
  const bare: Parameters<Parameters<Session['inTurn']>[0]>[0] = async (job) => {
    const transaction = await begin(writes, node);
    let result: Awaited<ReturnType<typeof job>>;
    try {
      result = await job(statementsOn(transaction.client, nameOf, transaction.notes));
    } catch (failure) {
      await transaction.rollback(failure);
      throw failure;
    }
    await transaction.commit();
    return result;
  };

  return {
    feed,
    presence,
    read: (job) => attempts.read(() => job(reader)),
    write: (job) => attempts.inTurn((until) => attempts.write(until, () => withModels(job))),
    inTurn: (job) =>
      attempts.inTurn((until) => job((work) => attempts.write(until, () => bare(work)))),
    prove: () => attempts.prove((refusal) => bare((db) => proveCommit(db, refusal))),
    blamesOneRow,
    async close() {
      await attempts.idle();
      await feed.close();
      await presence.release();
      await client.$disconnect();
      await Promise.all([end(reads), end(writes)]);
    },
  };
}

/** Reading changes nothing. */
const NO_NOTES = { changed: () => {}, swept: () => {} };

/** The clients of both engines say the same, by models that are written once. */
function modelsOf(models: unknown): Prisma.TransactionClient {
  return models as Prisma.TransactionClient;
}

/** A connection to a server that is away may not be closed with its consent. */
async function end(pool: pg.Pool): Promise<void> {
  await pool.end().catch(() => {});
}
