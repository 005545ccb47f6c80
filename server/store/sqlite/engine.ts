import type { Clock, Log } from '../../domain/ports.ts';
import type { Engine } from '../jobs.ts';
import { locate } from './location.ts';
import { own } from './lock.ts';
import { migrate } from './migrate.ts';
import { sqlitePresence } from './nodes.ts';
import { openSession } from './session.ts';

/** What SQLite is opened with. */
export interface SqliteParts {
  /** `file:` and a path, relative to the working directory. */
  databaseUrl: string;
  clock: Clock;
  log: Log;
  /** How long an opening waits for a server that is stopping, in milliseconds. */
  lockRetryMs: number;
  /** Where the migrations are. */
  migrationsFolder: string;
}

/** A file that one server owns at a time. */
export function createSqliteEngine(parts: SqliteParts): Engine {
  const { databaseUrl, clock, log, lockRetryMs, migrationsFolder } = parts;
  return {
    async open() {
      const location = await locate(databaseUrl);
      const ownership = await own(location, clock, lockRetryMs);
      try {
        await migrate({ location, migrationsFolder, clock, log, waitMs: lockRetryMs });
        const session = openSession({ location, clock, log });
        return {
          ...session,
          presence: sqlitePresence,
          async close() {
            await session.close();
            await ownership.release();
          },
        };
      } catch (failure) {
        await ownership.release();
        throw failure;
      }
    },
  };
}
