import type { RunStatus } from '../domain/run.ts';
import type { Millis } from '../domain/time.ts';
import type { Place } from './cursor.ts';

/** A part of the table that a page of the history looks at. */
export type Way =
  /** All runs. */
  | { by: 'status' }
  /** The runs of these scrapers, each from its own stretch of the index. */
  | { by: 'scrapers'; scraperIds: readonly string[] }
  /** The runs of these many scrapers, met on the way through all runs. */
  | { by: 'many scrapers'; scraperIds: readonly string[] }
  /** The few runs whose id begins so, which are then sorted. */
  | { by: 'few ids'; prefix: string; scraperId: string | null }
  /** The many runs whose id begins so, met on the way through all runs. */
  | { by: 'many ids'; prefix: string; scraperId: string | null };

/** What bounds every way. */
export interface Bounds {
  statuses: readonly RunStatus[];
  from: Millis | null;
  to: Millis | null;
  after: Place | null;
  limit: number;
}
