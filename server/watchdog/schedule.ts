import type { Millis } from '../domain/time.ts';

/** Something that fires again and again. */
export interface Schedule {
  /** Starts firing. A firing that comes while the last one's promise is pending is left out. */
  start(fire: () => Promise<void>): void;
  /** Fires no more, until it is started again; tolerates never-started and twice. */
  stop(): void;
  /** The next firing as seen from now, by the clock that shows `now`; null while it is not started. */
  next(now: Millis): Millis | null;
}
