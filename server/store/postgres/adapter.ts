import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import type { NameOf } from './names.ts';
import type { OpenTransaction } from './transaction.ts';

/** A connection as Prisma's client speaks to it. */
type Connection = Awaited<ReturnType<PrismaPg['connect']>>;
type Transaction = Awaited<ReturnType<Connection['startTransaction']>>;

/** What a Prisma client is given to speak to a database. */
export type AdapterFactory = Pick<PrismaPg, 'provider' | 'adapterName' | 'connect'>;

/**
 * Prisma's adapter, with transactions that are begun and ended by us: so a job's own statements are
 * in the same ones as its models', and the notes of what it changed are sent with the commit.
 * Transactions come one at a time.
 */
export function createAdapterFactory(
  reads: pg.Pool,
  nameOf: NameOf,
  beginOwn: () => Promise<OpenTransaction>,
): AdapterFactory {
  const options = { statementNameGenerator: ({ sql }: { sql: string }) => nameOf(sql) ?? '' };
  const factory = new PrismaPg(reads, options);
  const seat = new Seat();
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    async connect() {
      const connection = await factory.connect();
      const within = await new PrismaPg(seat, options).connect();
      connection.startTransaction = async () => {
        const own = await beginOwn();
        seat.client = own.client;
        return transactionOn(within, own);
      };
      return connection;
    },
  };
}

/** A pool as Prisma wants one, which is the connection of the transaction that is under way. */
class Seat extends pg.Pool {
  client: pg.PoolClient | null = null;

  override query = ((...query: Parameters<pg.PoolClient['query']>) =>
    this.client?.query(...query)) as pg.Pool['query'];
}

function transactionOn(within: Connection, own: OpenTransaction): Transaction {
  let failure: unknown = null;
  const watched = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      failure = error;
      throw error;
    }
  };
  const { provider, adapterName } = within;
  return {
    provider,
    adapterName,
    // Prisma leaves it to us to say COMMIT and ROLLBACK.
    options: { usePhantomQuery: true },
    queryRaw: (query: Parameters<Connection['queryRaw']>[0]) => watched(within.queryRaw(query)),
    executeRaw: (query: Parameters<Connection['executeRaw']>[0]) =>
      watched(within.executeRaw(query)),
    commit: () => own.commit(),
    rollback: () => own.rollback(failure),
  };
}
