import type pg from 'pg';
import { BootFailure } from '../../domain/errors.ts';
import type { Clock, Log } from '../../domain/ports.ts';
import type { Engine } from '../jobs.ts';
import { whileBusy } from '../retry.ts';
import { type Address, addressOf } from './address.ts';
import { connect } from './connection.ts';
import { reasonOf, type Said, saidOf } from './failures.ts';
import { migrate } from './migrate.ts';
import { openSession } from './session.ts';

/** What PostgreSQL is opened with. */
export interface PostgresParts {
  databaseUrl: string;
  /** The id of this node. */
  node: string;
  clock: Clock;
  log: Log;
  /** How long an opening waits for a server that does not answer yet, in milliseconds. */
  lockRetryMs: number;
  /** Where the migrations are. */
  migrationsFolder: string;
}

/** A database on a server, which many nodes may share. */
export function createPostgresEngine(parts: PostgresParts): Engine {
  const { databaseUrl, node, clock, log, lockRetryMs } = parts;
  return {
    async open() {
      const address = addressOf(databaseUrl);
      try {
        const isBusy = (failure: unknown) => isAway(saidOf(failure));
        const until = clock.now() + lockRetryMs;
        const client = await whileBusy({ clock, until, isBusy }, () => connect(address));
        try {
          await look(client, address, log);
          await migrate(client, { ...parts, address });
        } finally {
          await client.end().catch(() => {});
        }
      } catch (failure) {
        if (failure instanceof BootFailure) throw failure;
        throw new BootFailure(sentenceOf(failure, address), failure);
      }
      return openSession({ address, node, clock, log });
    },
  };
}

const LEAST_VERSION = 14;

/** Whether this is a server that keeps what Flatline promises. */
async function look(client: pg.Client, { shown }: Address, log: Log): Promise<void> {
  const { rows } = await client.query<
    Record<'version' | 'encoding' | 'readonly' | 'fsync', string>
  >(
    `SELECT current_setting('server_version_num') AS version, current_setting('fsync') AS fsync,
       current_setting('server_encoding') AS encoding,
       current_setting('transaction_read_only') AS readonly`,
  );
  const [found] = rows;
  const version = Math.floor(Number(found?.version) / 10_000);
  const refused = (because: string) =>
    new BootFailure(`DATABASE_URL (${shown}) cannot be used: ${because}.`);
  if (version < LEAST_VERSION) {
    throw refused(`its PostgreSQL is ${version}, and Flatline needs ${LEAST_VERSION} or newer`);
  }
  if (found?.encoding !== 'UTF8') {
    throw refused(`its encoding is ${found?.encoding}; create it with ENCODING 'UTF8'`);
  }
  if (found.readonly === 'on') throw refused('it may only be read; name the primary server');
  if (found.fsync === 'off') {
    log.warn('PostgreSQL runs with fsync off: what it acknowledged may be lost with the power');
  }
}

/** Whether it may answer in a moment: it is starting, or is not there yet. */
function isAway(said: Said | null): boolean {
  return said !== null && (said.state === '57P03' || said.code === 'ECONNREFUSED');
}

function sentenceOf(failure: unknown, { shown }: Address): string {
  const said = saidOf(failure);
  const because = BECAUSE[said?.state ?? said?.code ?? ''] ?? reasonOf(failure);
  return `DATABASE_URL (${shown}) cannot be used: ${because || 'its server does not answer'}.`;
}

/** What to do, where it is known. */
const BECAUSE: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'no server answers there; is PostgreSQL running',
  ENOTFOUND: 'there is no host of that name',
  ENOENT: 'there is no socket of a server',
  '28P01': 'the server refuses this user and password',
  '28000': 'the server refuses this user',
  '3D000': 'the server has no database of that name; create it first',
  '42501':
    'its user may not create tables in the schema "public"; make it the owner of the database',
  '55P03': 'another program has been migrating it for a minute',
  '57P03': 'its server is still starting',
};
