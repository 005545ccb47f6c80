import pg from 'pg';
import { Problem } from '../../domain/errors.ts';
import type { Log } from '../../domain/ports.ts';
import { Prisma } from '../generated/sqlite/client.ts';
import type { Presence } from '../jobs.ts';

/** The parts that {@link createPresence} stands on. */
export interface PresenceParts {
  /** How the database is reached; with TCP keepalives, or the lock of a host that is away stays for hours. */
  connection: pg.ClientConfig;
  log: Log;
}

/** Milliseconds that an answer may take. */
const PATIENCE = 5000;

/**
 * Who holds an advisory lock of a session lives: the server frees it when the connection ends,
 * however our process died. It is held on a connection of its own, never through a pooler that
 * shares sessions; one that is lost is made again by the next question.
 */
export function createPresence({ connection, log }: PresenceParts): Presence {
  let current: Promise<pg.Client> | null = null;
  let active: pg.Client | null = null;
  let claimed: string | null = null;
  let isHeld = false;

  return {
    shared: true,
    async time() {
      // The first question on a new connection takes longer than what follows, and would mislead.
      const client = await ready();
      const [row] = await ask<{ at: number }>(client, TIME);
      return row?.at ?? null;
    },
    async claim(id) {
      claimed = id;
      await ready();
    },
    async holds() {
      const rows = await ask<{ key: string }>(await ready(), HELD);
      const keys = new Set(rows.map(({ key }) => key));
      return (id) => (keys.has(keyOf(id)) ? 'held' : 'free');
    },
    async takeTurn() {
      const [row] = await ask<{ got: boolean }>(await ready(), CLAIM, [TURN_KEY]);
      return row?.got === true;
    },
    async endTurn() {
      if (active !== null) await ask(active, END, [TURN_KEY]);
    },
    async release() {
      claimed = null;
      const client = active;
      [active, current, isHeld] = [null, null, false];
      await client?.end().catch(() => {});
    },
  };

  /** The open connection, with the lock that was claimed on it, as far as that can be had now. */
  async function ready(): Promise<pg.Client> {
    current ??= connect();
    const client = await current;
    if (claimed !== null && !isHeld) {
      const [row] = await ask<{ got: boolean }>(client, CLAIM, [keyOf(claimed)]);
      isHeld = row?.got === true;
      // The session that was lost may hold it until the server has noticed that.
      if (!isHeld) log.warn('the lock of this node is still held by a connection that was lost');
    }
    return client;
  }

  async function connect(): Promise<pg.Client> {
    const client = new pg.Client({
      ...connection,
      query_timeout: PATIENCE,
      application_name: 'flatline node',
    });
    active = client;
    client.on('error', () => drop(client));
    client.on('end', () => drop(client));
    try {
      await client.connect();
      return client;
    } catch (failure) {
      drop(client);
      throw unavailable(failure);
    }
  }

  /** Whatever went wrong, the next question begins anew. */
  function drop(client: pg.Client): void {
    if (active !== client) return;
    active = null;
    current = null;
    isHeld = false;
    client.end().catch(() => {});
  }

  async function ask<Row extends pg.QueryResultRow>(
    client: pg.Client,
    text: string,
    values: unknown[] = [],
  ): Promise<Row[]> {
    try {
      return (await client.query<Row>(text, values)).rows;
    } catch (failure) {
      drop(client);
      throw unavailable(failure);
    }
  }
}

/** Gaps are given back by one node at a time, until its transaction ends. */
export function lockGaps(): Prisma.Sql {
  return Prisma.sql`SELECT 1 AS at FROM pg_advisory_xact_lock(${GAPS_KEY}::bigint)`;
}

/** "flatgaps" in ASCII: above all keys of nodes, which have 60 bits. */
const GAPS_KEY = '7380381041931939955';

/** "flatturn" in ASCII: who looks for the dead. */
const TURN_KEY = '7380381042151354990';

/** As many random bits of a uuid as a key takes, always positive. */
function keyOf(id: string): string {
  return BigInt(`0x${id.replaceAll('-', '').slice(-15)}`).toString();
}

const TIME = 'SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS at';

const CLAIM = 'SELECT pg_try_advisory_lock($1::bigint) AS got';

const END = 'SELECT pg_advisory_unlock($1::bigint)';

const HELD = `SELECT ((classid::int8 << 32) | objid::int8)::text AS key FROM pg_locks
  WHERE locktype = 'advisory' AND objsubid = 1 AND granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;

function unavailable(cause: unknown): Problem {
  return new Problem('unavailable', 'The database does not answer; try again in a moment.', {
    cause,
  });
}
