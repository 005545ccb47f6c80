import type { Removed } from './retention.ts';
import type { RunStatus } from './run.ts';
import type { Millis } from './time.ts';

/** How old is too old for runs: as of when, and after how many days where a scraper names none. */
export interface Keeping {
  asOf: Millis;
  days: number;
}

/** The runs of one scraper that ended in one way. */
export interface Shelf {
  scraperId: string;
  status: RunStatus;
}

/** One commit of a removal. */
export interface Clearance {
  removed: Removed;
  /** Whether there may be more to remove. */
  more: boolean;
  /** How long it held the write lock before its commit, in milliseconds. */
  tookMs: Millis;
}

/** The same of a shelf: where to go on. */
export interface ShelfClearance extends Clearance {
  after: string | null;
}

/** The database as whoever clears it of old rows sees it. Same errors as `RunStore`. */
export interface RetentionStore {
  /** Where there may be runs that are too old. */
  shelves(keeping: Keeping): Promise<Shelf[]>;
  /**
   * Removes runs that ended too long ago, with all that belongs to them: at most `rows` rows in one
   * commit, so that a run may go in several. It stays while it is RUNNING, while it is the newest
   * COMPLETED one of its scraper, and while a run that stays for one of these reasons, or for its
   * age, names it in `retryOf`.
   */
  clearShelf(
    clearing: Keeping & { shelf: Shelf; after: string | null; rows: number },
  ): Promise<ShelfClearance>;
  /** Removes passes that began before `before`, at most `rows`; the newest one stays. */
  clearSweeps(before: Millis, rows: number): Promise<Clearance>;
  /** Removes gaps that ended before `before`, at most `rows`; the newest one stays. */
  clearGaps(before: Millis, rows: number): Promise<Clearance>;
}
