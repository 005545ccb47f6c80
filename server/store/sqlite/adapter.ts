import type { Client } from '@libsql/client';
import { PrismaLibSql } from '@prisma/adapter-libsql';
import { COMMIT_ASIDE, openDriver } from './driver.ts';

/** One connection to a SQLite file, as Prisma's adapter speaks to it. */
export type Connection = Awaited<ReturnType<PrismaLibSql['connect']>>;

/** How much of the file a connection may keep in memory; SQLite's own 2 MB miss too often. */
const CACHE_KIB = 16_000;

/**
 * Changed pages (of 4 KiB) that a transaction keeps in memory before it begins to write them: one
 * that fails a thousand runs changes 5,000, and a page that is changed again after it was written
 * makes the commit read all of them back for its checksums.
 */
const SPILL_PAGES = 16_000;

/**
 * Pages in the log at which a commit copies them into the file as well. SQLite's own 1,000 let
 * nearly every bigger commit wait for that, and copied busy pages again and again.
 */
const CHECKPOINT_PAGES = 8_000;

/** A transaction that holds the write lock. */
export interface Transaction extends Awaited<ReturnType<Connection['startTransaction']>> {
  /** Which of the connections that there have been it is on, counted from 1. */
  readonly connection: number;
  /** Commits while the process goes on with something else. */
  commitAside(): Promise<void>;
}

/** What a Prisma client is given to speak to a file, and how to do without that client. */
export interface AdapterFactory extends Pick<PrismaLibSql, 'provider' | 'adapterName' | 'connect'> {
  /** On the same connection as those of the client. */
  startTransaction(): Promise<Transaction>;
}

/**
 * The adapter's own transactions leave their connection behind for the garbage collector: 2,000 of
 * them held 4,000 open files and 330 MB. So reads and write transactions have a connection each,
 * for life: a read never waits for a transaction and never sees inside one, and what a connection
 * is told (PRAGMAs) stays. The store's writer sees to it that transactions come one at a time.
 */
export function createAdapterFactory(url: string): AdapterFactory {
  const libsql = new Adapter({ url });
  const connect = async () => {
    const connection = await libsql.connect();
    await run(connection, `PRAGMA cache_size = -${CACHE_KIB}`);
    return connection;
  };
  const reads = createSlot(connect);
  let connections = 0;
  const writes = createSlot(async () => {
    const connection = await connect();
    connections += 1;
    await run(connection, `PRAGMA cache_spill = ${SPILL_PAGES}`);
    await run(connection, `PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    return connection;
  });
  const { provider, adapterName } = libsql;
  const startTransaction = () => begin(writes, () => connections);
  return {
    provider,
    adapterName,
    startTransaction,
    connect: async (): Promise<Connection> => ({
      provider,
      adapterName,
      startTransaction,
      queryRaw: (query) => reads.use((connection) => connection.queryRaw(query)),
      executeRaw: (query) => reads.use((connection) => connection.executeRaw(query)),
      executeScript: (script) => reads.use((connection) => connection.executeScript(script)),
      async dispose() {
        await writes.close();
        await reads.close();
      },
    }),
  };
}

/** Prisma's adapter on a driver that keeps statements compiled. */
class Adapter extends PrismaLibSql {
  override createClient({ url }: { url: string }): Client {
    // Of a client it asks no more than that.
    return openDriver(url) as Client;
  }
}

/**
 * A place for one connection. A statement that fails (a busy lock above all) is never reset by
 * libsql and would keep every later transaction of its connection from committing, so a connection
 * is replaced after a failure.
 */
interface Slot {
  current(): Promise<Connection>;
  use<T>(work: (connection: Connection) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

function createSlot(connect: () => Promise<Connection>): Slot {
  let connection: Promise<Connection> | null = null;
  const slot: Slot = {
    async current() {
      connection ??= connect();
      try {
        return await connection;
      } catch (failure) {
        // What could not be opened is opened anew by the next who asks.
        connection = null;
        throw failure;
      }
    },
    async use(work) {
      try {
        return await work(await slot.current());
      } catch (failure) {
        await slot.close();
        throw failure;
      }
    },
    async close() {
      const old = connection;
      connection = null;
      await old?.then((open) => open.dispose()).catch(() => {});
    },
  };
  return slot;
}

async function begin(writes: Slot, connections: () => number): Promise<Transaction> {
  const connection = await writes.current();
  await askForWriteLock(connection);
  await writes.use(() => run(connection, BEGIN));
  let failed = false;
  const watched = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (failure) {
      failed = true;
      throw failure;
    }
  };
  const commit = (how: string) =>
    writes.use(async () => {
      try {
        await run(connection, how);
      } catch (failure) {
        await rollback(connection);
        throw failure;
      }
    });
  return {
    provider: connection.provider,
    adapterName: connection.adapterName,
    options: { usePhantomQuery: true },
    queryRaw: (query) => watched(connection.queryRaw(query)),
    executeRaw: (query) => watched(connection.executeRaw(query)),
    connection: connections(),
    commit: () => commit('COMMIT'),
    commitAside: () => commit(COMMIT_ASIDE),
    async rollback() {
      await rollback(connection);
      if (failed) await writes.close();
    },
  };
}

/** Immediate: a transaction that read first and wrote later could find its snapshot outdated. */
export const BEGIN = 'BEGIN IMMEDIATE';

/** Fails when the write lock is busy. A script, because only a script leaves nothing behind then. */
export async function askForWriteLock(connection: Connection): Promise<void> {
  await connection.executeScript(`${BEGIN}; ROLLBACK;`);
}

/** Some failures (a full disk) have rolled the transaction back already; then there is none. */
async function rollback(connection: Connection): Promise<void> {
  await run(connection, 'ROLLBACK').catch(() => {});
}

/** Runs one statement without parameters. */
export async function run(connection: Connection, sql: string): Promise<void> {
  await connection.executeRaw({ sql, args: [], argTypes: [] });
}

/** The rows of one query without parameters. */
export async function rowsOf(
  connection: Pick<Connection, 'queryRaw'>,
  sql: string,
): Promise<unknown[][]> {
  return (await connection.queryRaw({ sql, args: [], argTypes: [] })).rows;
}
