import pg from 'pg';
import type { Address } from './address.ts';

/** How long a connection may take, and how long a call waits for a free one, in milliseconds. */
const CONNECT_MS = 5000;
/** After this many milliseconds a server that ends its statements by itself is taken for gone. */
const ANSWER_MS = 25_000;

/** A few connections to one database, opened when they are needed and anew when they have died. */
export function openPool(address: Address, max: number): pg.Pool {
  const pool = new pg.Pool({ ...configOf(address), max, idleTimeoutMillis: 60_000 });
  // Whoever uses a connection that dies is told by the call; nobody uses an idle one.
  pool.on('error', ignore);
  pool.on('connect', (client) => client.on('error', ignore));
  return pool;
}

/** One connection of its own. Rejects when the server cannot be reached; the caller ends it. */
export async function connect(address: Address): Promise<pg.Client> {
  const client = new pg.Client(configOf(address));
  client.on('error', ignore);
  try {
    await client.connect();
  } catch (failure) {
    await client.end().catch(ignore);
    throw failure;
  }
  return client;
}

/** What every connection of ours is opened with. */
export function configOf({ url }: Address): pg.ClientConfig {
  return {
    application_name: 'flatline',
    connectionString: url,
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: ANSWER_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    types: TYPES,
  };
}

/** Whole numbers come as numbers, which hold all that Flatline counts. */
const TYPES: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === INT8 && format !== 'binary' ? Number : pg.types.getTypeParser(oid, format),
} as pg.CustomTypesConfig;

const INT8 = 20;

function ignore(): void {}
