import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { Problem } from '../domain/errors.ts';
import type {
  ChangeFeed,
  Clock,
  GrantStore,
  HearingStore,
  Log,
  NodeStore,
  RetentionStore,
  RunStore,
  ScraperStore,
  StaleStore,
  Startable,
  SuspicionStore,
} from '../domain/ports.ts';
import { createGrantStore } from './grants.ts';
import { createHearingStore } from './hearing.ts';
import type { Engine, Jobs, Session } from './jobs.ts';
import { createNodeStore } from './nodes.ts';
import { isPostgresUrl } from './postgres/address.ts';
import { createRetentionStore } from './retention.ts';
import { createRunStore } from './runs.ts';
import { createScraperStore } from './scrapers.ts';
import { createStaleStore } from './stale.ts';
import { createSuspicionStore } from './suspicion.ts';

/** What a store is made of. */
export interface StoreParts {
  /** `file:` and a path, relative to the working directory, or `postgres://`. */
  databaseUrl: string;
  clock: Clock;
  log: Log;
  /** How long a start waits for a server that is stopping, in milliseconds; 3 s unless said. */
  lockRetryMs?: number;
  /** The id of this node among those on the same database; random unless said. */
  nodeId?: string;
  /** Where the migrations are; the project's own unless said. */
  migrationsFolder?: string;
}

/** The ports on a database. `start` owns and migrates it and throws `BootFailure`. */
export interface Store extends Startable {
  runs: RunStore;
  stale: StaleStore;
  hearing: HearingStore;
  suspicion: SuspicionStore;
  grants: GrantStore;
  scrapers: ScraperStore;
  retention: RetentionStore;
  nodes: NodeStore;
  /** What other nodes write; silent on SQLite, where there are none. */
  feed: ChangeFeed;
}

const MIGRATIONS = {
  sqlite: fileURLToPath(new URL('../../prisma/migrations', import.meta.url)),
  postgres: fileURLToPath(new URL('../../prisma/postgres/migrations', import.meta.url)),
};

/** A store that is closed until it is started, and can be started again after a stop. */
export function createStore(parts: StoreParts): Store {
  const { databaseUrl, clock, log, lockRetryMs = 3000, nodeId = randomUUID() } = parts;
  let session: Session | null = null;

  const opened = (): Session => {
    if (session === null) throw new Problem('unavailable', 'The database is not open.');
    return session;
  };
  const current: Jobs = {
    read: async (job) => opened().read(job),
    write: async (job) => opened().write(job),
    inTurn: async (job) => opened().inTurn(job),
    prove: async () => opened().prove(),
    blamesOneRow: (failure) => opened().blamesOneRow(failure),
  };
  return {
    runs: createRunStore(current),
    stale: createStaleStore(current, clock),
    hearing: createHearingStore(current),
    suspicion: createSuspicionStore(current),
    grants: createGrantStore(current),
    scrapers: createScraperStore(current),
    retention: createRetentionStore(current, clock),
    nodes: createNodeStore(current, () => opened().presence),
    feed: { listen: async (heard) => opened().feed.listen(heard) },
    async start() {
      session = await (await engineOf()).open();
    },
    async stop() {
      const open = session;
      session = null;
      await open?.close();
    },
  };

  /** Only what is used is loaded: each engine takes memory. */
  async function engineOf(): Promise<Engine> {
    const shared = { databaseUrl, clock, log, lockRetryMs };
    if (isPostgresUrl(databaseUrl)) {
      const { createPostgresEngine } = await import('./postgres/engine.ts');
      const { migrationsFolder = MIGRATIONS.postgres } = parts;
      return createPostgresEngine({ ...shared, migrationsFolder, node: nodeId });
    }
    const { createSqliteEngine } = await import('./sqlite/engine.ts');
    const { migrationsFolder = MIGRATIONS.sqlite } = parts;
    return createSqliteEngine({ ...shared, migrationsFolder });
  }
}
