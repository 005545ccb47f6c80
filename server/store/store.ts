import { fileURLToPath } from 'node:url';
import { Problem } from '../domain/errors.ts';
import type {
  Clock,
  GrantStore,
  HearingStore,
  Log,
  RetentionStore,
  RunStore,
  ScraperStore,
  StaleStore,
  Startable,
  SuspicionStore,
} from '../domain/ports.ts';
import { createGrantStore } from './grants.ts';
import { createHearingStore } from './hearing.ts';
import { locate } from './location.ts';
import { type Ownership, own } from './lock.ts';
import { migrate } from './migrate.ts';
import { createRetentionStore } from './retention.ts';
import { createRunStore } from './runs.ts';
import { createScraperStore } from './scrapers.ts';
import { type Jobs, openSession, type Session } from './session.ts';
import { createStaleStore } from './stale.ts';
import { createSuspicionStore } from './suspicion.ts';

/** What a store is made of. */
export interface StoreParts {
  /** `file:` and a path, relative to the working directory. */
  databaseUrl: string;
  clock: Clock;
  log: Log;
  /** How long a start waits for a server that is stopping, in milliseconds; 3 s unless said. */
  lockRetryMs?: number;
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
}

const MIGRATIONS = fileURLToPath(new URL('../../prisma/migrations', import.meta.url));

/** A store that is closed until it is started, and can be started again after a stop. */
export function createStore(parts: StoreParts): Store {
  const { databaseUrl, clock, log, lockRetryMs = 3000, migrationsFolder = MIGRATIONS } = parts;
  let ownership: Ownership | null = null;
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
  };
  const release = async () => {
    const owned = ownership;
    ownership = null;
    await owned?.release();
  };

  return {
    runs: createRunStore(current),
    stale: createStaleStore(current, clock),
    hearing: createHearingStore(current),
    suspicion: createSuspicionStore(current),
    grants: createGrantStore(current),
    scrapers: createScraperStore(current),
    retention: createRetentionStore(current, clock),
    async start() {
      const location = await locate(databaseUrl);
      ownership = await own(location, clock, lockRetryMs);
      try {
        await migrate({ location, migrationsFolder, clock, log, waitMs: lockRetryMs });
        session = openSession({ location, clock, log });
      } catch (failure) {
        await release();
        throw failure;
      }
    },
    async stop() {
      const open = session;
      session = null;
      await open?.close();
      await release();
    },
  };
}
