import pg from 'pg';
import type { Cluster } from '../../server/testing/postgres-cluster.ts';
import { type BareServer, startBareServer } from './bare.ts';
import { openPostgres } from './database.ts';

/** Servers on one PostgreSQL, each a process. */
export interface Several {
  postgres: Cluster;
  /** Changed by `restart`. */
  servers: BareServer[];
  /** On a connection of its own, which belongs to no server. */
  query<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>;
  /** A connection to the database, closed by whoever asked for it. */
  connect(): Promise<pg.Client>;
  /** Starts the server at this place again, under its old name and address. */
  restart(place: number): Promise<BareServer>;
  /** Ends everything. */
  close(): Promise<void>;
}

/** What the sessions of the server at `place` are called in PostgreSQL, and its name among the nodes. */
export function nameOf(place: number): string {
  return `n${place + 1}`;
}

/** Starts `count` servers, whose cron fires once a second. */
export async function openSeveral(count: number): Promise<Several> {
  const { postgres, url, close } = await openPostgres();
  const servers: BareServer[] = [];
  const start = (place: number, port = '0') =>
    startBareServer({
      PORT: port,
      NODE_NAME: nameOf(place),
      DATABASE_URL: url(nameOf(place)),
      SWEEP_CRON: '* * * * * *',
      LOG_LEVEL: 'silent',
    });
  const connect = async () => {
    const client = new pg.Client({ connectionString: url('proof') });
    client.on('error', () => {});
    await client.connect();
    return client;
  };
  const closeAll = async () => {
    // One that was stopped dies as well.
    await Promise.all(servers.map((server) => server.kill()));
    await close();
  };
  try {
    // The first one migrates.
    servers.push(await start(0));
    const places = Array.from({ length: count - 1 }, (_, index) => index + 1);
    servers.push(...(await Promise.all(places.map((place) => start(place)))));
  } catch (failure) {
    await closeAll();
    throw failure;
  }
  return {
    postgres,
    servers,
    connect,
    async query<Row extends pg.QueryResultRow>(text: string, values?: unknown[]) {
      const client = await connect();
      try {
        return (await client.query<Row>(text, values)).rows;
      } finally {
        await client.end();
      }
    },
    async restart(place) {
      const { port } = new URL(servers[place]?.url ?? '');
      const server = await start(place, port);
      servers[place] = server;
      return server;
    },
    close: closeAll,
  };
}
