import { Problem } from '../domain/errors.ts';
import type { Bulletin, Live, Log } from '../domain/ports.ts';
import type { WatchdogState } from '../domain/watchdog.ts';

/** The parts that {@link createBulletin} stands on. */
export interface BulletinParts {
  live: Pick<Live, 'watchdogChanged'>;
  log: Log;
  state(): Promise<WatchdogState>;
}

/** A bulletin that can be waited for. */
export interface WatchdogBulletin extends Bulletin {
  /** Resolves when nothing is to be said any more. */
  said(): Promise<void>;
}

/** Reads the state and tells it; what changes while it is read is told once more, not each time. */
export function createBulletin({ live, log, state }: BulletinParts): WatchdogBulletin {
  let telling: Promise<void> | null = null;
  let again = false;

  return {
    changed() {
      again = true;
      telling ??= tell().finally(() => {
        telling = null;
      });
    },
    said: async () => void (await telling),
  };

  async function tell(): Promise<void> {
    while (again) {
      again = false;
      try {
        live.watchdogChanged(await state());
      } catch (error) {
        // What could not be read now is told with the next change, which the database's return is.
        if (!(error instanceof Problem)) log.error('the watchdog could not be told of', { error });
      }
    }
  }
}
