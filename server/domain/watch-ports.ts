import type { Gap, Hearing } from './hearing.ts';
import type { LearnedPatience, Scraper, ScraperChange, ScraperRecord } from './patience.ts';
import type { RunRecord } from './run.ts';
import type { Silences } from './silences.ts';
import type { Page } from './store-ports.ts';
import type { Storm } from './storm.ts';
import type { Suspicion } from './suspicion.ts';
import type { Millis } from './time.ts';
import type { GapRecord } from './watchdog.ts';

/** What was heard, and the promise that the deadlines know of it. */
export interface Ear {
  /**
   * Proves that runs can be heard now, and gives RUNNING runs the time back that could not be
   * heard since the last proof. The answer is a moment: whatever had reached the process by then is
   * read and written. Whoever judges does so as of that moment, since the process may stand still at
   * any other. Throws `Problem('unavailable')` while the database is away.
   */
  settle(): Promise<Millis>;
  /** What is known now; a gap that no proof has ended yet ends now. */
  hearing(): Hearing;
}

/** Says to every dashboard how the watchdog is. Never throws and never waits. */
export interface Bulletin {
  changed(): void;
}

/** The storm that rages, if one does. */
export interface Storms {
  current(): Promise<Storm | null>;
}

/** Where whoever writes when a run is to be suspected says so, for the timer. */
export interface Suspects {
  notice(suspectAt: Millis): void;
}

/** The database as the observer sees it. Same errors as `RunStore`. */
export interface HearingStore {
  /** Resolves when a report could be committed now: takes the write lock, writes nothing. */
  probe(): Promise<void>;
  /**
   * Gives RUNNING runs the time of a gap back (`deadlineAfter`), makes them candidates for
   * suspicion again, and records the gap: one commit. Yields the runs that it moved, as they are
   * after it. `record.runs` is corrected by how many those were.
   */
  giveBack(gap: Gap, record: GapRecord, now: Millis): Promise<RunRecord[]>;
  /** Records a gap that nobody needs to be given back. */
  recordGap(record: GapRecord): Promise<void>;
  /** The latest moment of which the database knows that a server was alive; null: none. */
  lastAliveAt(now: Millis): Promise<Millis | null>;
  /** Recorded gaps, newest first. */
  gaps(page: { cursor: string | null; limit: number }): Promise<Page<GapRecord>>;
}

/** What a look at a run decided; written only while the run is RUNNING and its `rev` is still that. */
export interface SuspicionWrite extends Suspicion {
  id: string;
  rev: number;
}

/** The database as the suspicion sees it. Same errors as `RunStore`. */
export interface SuspicionStore {
  /** RUNNING runs with suspectAt <= now, earliest first. */
  candidates(now: Millis): Promise<RunRecord[]>;
  /** RUNNING runs that are suspected. */
  suspected(now: Millis): Promise<RunRecord[]>;
  /** The runs with these ids, whatever their status. */
  byIds(ids: readonly string[], now: Millis): Promise<RunRecord[]>;
  /** Writes what was decided, in one commit; yields the runs that it changed, as they are after it. */
  settle(writes: readonly SuspicionWrite[], now: Millis): Promise<RunRecord[]>;
  /** The earliest suspectAt of a RUNNING run that is not suspected. */
  nextSuspectAt(): Promise<Millis | null>;
}

/** Time that an operator gives runs. */
export interface Grant {
  runIds: readonly string[];
  /** From now on, in seconds. */
  seconds: number;
  actor: string | null;
  reason: string | null;
}

/** A run that was given no time: it is over, or unknown. */
export interface RefusedGrant {
  runId: string;
  reason: 'closed' | 'not_found';
}

/** Grants on a database. Same errors as `RunStore`. */
export interface GrantStore {
  /**
   * Moves `deadlineAt` of the RUNNING ones to `now + seconds`, never nearer than it is; sets
   * `grantedUntil`, ends suspicion and being stuck, and records each extension: one commit. It is
   * no sign of life. Yields the runs that it changed, and those that it found closed.
   */
  grant(grant: Grant & { now: Millis }): Promise<{ granted: RunRecord[]; closed: string[] }>;
}

/** Scrapers on a database. Same errors as `RunStore`. */
export interface ScraperStore {
  /** By name, ascending. */
  list(): Promise<ScraperRecord[]>;
  find(name: string): Promise<ScraperRecord | null>;
  /** Changes a scraper; null when there is none. Its running runs keep what they started with. */
  change(name: string, change: ScraperChange): Promise<ScraperRecord | null>;
  /** The silences of the newest completed runs of a scraper. */
  goodRuns(scraperId: string, limit: number): Promise<Silences[]>;
}

/** What can be read and changed of scrapers. Throws `Problem`: `unavailable`, `not_found`. */
export interface Scrapers {
  list(): Promise<{ now: Millis; scrapers: Scraper[] }>;
  find(name: string): Promise<{ now: Millis; scraper: Scraper; patience: LearnedPatience }>;
  change(name: string, change: ScraperChange): Promise<{ now: Millis; scraper: Scraper }>;
}
