import type { BoardSnapshot, RunSnapshot } from './events.ts';
import type { ReportVerdict } from './report.ts';
import type {
  Json,
  Run,
  RunDetailRecord,
  RunErrorRecord,
  RunOrigin,
  RunRecord,
  RunStatus,
} from './run.ts';
import type { Sweep, SweepOutcome, SweepRecord, SweepRequest } from './sweep.ts';
import type { Millis } from './time.ts';
import type { WatchdogState } from './watchdog.ts';

/** The time, and waiting for it. `now` never goes back within a process. */
export interface Clock {
  now(): Millis;
  /** Calls `fire` once after `ms` milliseconds; the answer calls it off. */
  after(ms: number, fire: () => void): () => void;
}

/** Where a part says what happened. No secret goes in. */
export interface Log {
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  error(message: string, fields?: Record<string, unknown>): void;
}

/** What the parts count; the names are those of `/metrics`. */
export interface Metrics {
  /** Adds to a counter. */
  count(name: CounterName, labels?: Record<string, string>, by?: number): void;
  /** Records one duration in seconds. */
  observe(
    name: 'flatline_sweep_duration_seconds',
    seconds: number,
    labels?: Record<string, string>,
  ): void;
}

export type CounterName =
  /** Runs started, by origin. */
  | 'flatline_runs_started_total'
  /** Events accepted, by type. */
  | 'flatline_events_total'
  /** Events that had come before. */
  | 'flatline_duplicate_events_total'
  /** Runs that ended, by status. */
  | 'flatline_runs_finished_total'
  /** Passes, by trigger and result (`ok` or `failed`). */
  | 'flatline_sweeps_total'
  /** Runs marked as stale, by trigger. */
  | 'flatline_marked_stale_total'
  /** Candidates spared, by reason. */
  | 'flatline_spared_total'
  /** Late signs of runs that had been marked stale: possible false kills. */
  | 'flatline_spoke_after_death_total'
  /** Frames sent, by room kind. */
  | 'flatline_frames_total';

/** Something that runs. `stop` tolerates never-started and twice. */
export interface Startable {
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** A run to start, its stale-after not yet resolved. */
export interface NewRun {
  id: string;
  scraper: string;
  origin: RunOrigin;
  trigger: string;
  phase: string | null;
  /** The run's own stale-after; null: the scraper's, else `defaultStaleAfterSeconds`. */
  staleAfterSeconds: number | null;
  defaultStaleAfterSeconds: number;
  idempotencyKey: string | null;
  retryOf: string | null;
  meta: Json | null;
  now: Millis;
}

export type StartVerdict =
  | { verdict: 'started'; run: RunRecord }
  /** The same scraper and idempotency key came before: this is that run. */
  | { verdict: 'repeated'; run: RunRecord }
  /** `retryOf` names no run. */
  | { verdict: 'unknown_retry' };

/** What the store did with a report; `run` is the row after it. */
export type ReportResult =
  | { verdict: 'not_found' }
  | { verdict: 'closed' | 'repeated'; run: RunRecord; duplicates: number; spokeAfterDeath: boolean }
  | {
      verdict: 'accepted';
      before: RunRecord;
      run: RunRecord;
      accepted: number;
      duplicates: number;
    };

/** The pure decision that the store asks for inside its transaction. */
export type DecideReport = (run: RunRecord) => ReportVerdict;

export type CancelResult =
  | { verdict: 'not_found' }
  | { verdict: 'closed'; run: RunRecord }
  | { verdict: 'requested' | 'repeated'; before: RunRecord; run: RunRecord };

/** Which runs a page of the history holds. `from` and `to` (inclusive) bound startedAt. */
export interface RunFilter {
  statuses: readonly RunStatus[];
  scraper: string | null;
  /** A prefix of the scraper's name or of the run's id. */
  q: string | null;
  from: Millis | null;
  to: Millis | null;
  cursor: string | null;
  limit: number;
}

export interface Page<T> {
  rows: T[];
  nextCursor: string | null;
}

/**
 * Runs on a database. Every write is conditional on RUNNING and resolves after its commit.
 * Throws `Problem('unavailable')` while the database is locked or gone, `Problem('invalid')` for
 * a cursor it did not make.
 */
export interface RunStore {
  start(run: NewRun): Promise<StartVerdict>;
  /**
   * Writes what `decide` says, in one transaction: the run's row first, on condition that it is
   * still RUNNING, then the phases, errors (`next.error` of a FAILED run is the fatal one) and log
   * lines. On a run that was marked as stale a late report sets `spokeAgainAt`, the first time only,
   * and says so in `spokeAfterDeath` every time.
   */
  report(id: string, now: Millis, decide: DecideReport): Promise<ReportResult>;
  /** Asks a run to stop. Changes no deadline and is no sign of life. */
  requestCancel(id: string, now: Millis): Promise<CancelResult>;
  find(id: string, now: Millis): Promise<RunRecord | null>;
  detail(id: string, now: Millis): Promise<RunDetailRecord | null>;
  list(filter: RunFilter, now: Millis): Promise<Page<RunRecord>>;
  /** All RUNNING runs, oldest first. */
  running(now: Millis): Promise<RunRecord[]>;
  countRunning(): Promise<number>;
  /** FAILED runs that finished at or after `since`, newest first. */
  recentlyFailed(since: Millis, limit: number, now: Millis): Promise<RunRecord[]>;
  /** Resolves when the database answers. */
  ping(): Promise<void>;
}

/** A run that a pass decided to mark, with the error it would end with. */
export interface Mark {
  runId: string;
  error: RunErrorRecord;
}

/** What one pass writes, in one commit. */
export interface SweepWrite {
  now: Millis;
  marks: readonly Mark[];
  /** Candidates spared while RUNNING whose deadline has passed; re-armed to sign of life + stale-after. */
  rearm: readonly string[];
  /**
   * The row of this pass; null leaves none. Its numbers are corrected by what was really marked,
   * and `durationMs` is the store's clock less `startedAt`, read last before the commit.
   */
  sweep: SweepRecord | null;
  /** Aborts before the commit: nothing is written. */
  signal: AbortSignal;
}

/** What one pass wrote. */
export interface SweepWritten {
  /** The rows that this pass changed, as they are after it. */
  marked: RunRecord[];
  /** The runs of `marks` that were not marked, as they are now (they spoke or ended in between). */
  spared: RunRecord[];
  /** The RUNNING runs whose deadline this pass moved, as they are after it. */
  rearmed: RunRecord[];
  sweep: SweepRecord | null;
}

/** The store as the watchdog sees it. Same errors as {@link RunStore}. */
export interface StaleStore {
  /** RUNNING runs with deadlineAt <= now, earliest first; cost follows the number of due runs. */
  due(now: Millis): Promise<RunRecord[]>;
  /** The runs with these ids, whatever their status; the unknown are left out. */
  byIds(ids: readonly string[], now: Millis): Promise<RunRecord[]>;
  /**
   * Marks what is still RUNNING and still silent in one conditional update, writes the errors of
   * the rows it changed, re-arms the spared and records the pass: one commit.
   */
  sweep(write: SweepWrite): Promise<SweepWritten>;
  /** Records a pass that failed. */
  recordSweep(sweep: SweepRecord): Promise<void>;
  /**
   * Fails every RUNNING run of these origins whatever its silence, `errorOf` giving each its
   * error, and gives the other RUNNING runs `deadlineAt = now + stale-after`; one commit. The row
   * counts all RUNNING runs as examined and those left as spared; it is left out when there were
   * none. `rearmed` may stay empty here: nobody listens yet.
   */
  recover(recovery: {
    now: Millis;
    origins: readonly RunOrigin[];
    errorOf: (run: RunRecord) => RunErrorRecord;
    sweep: SweepRecord;
  }): Promise<SweepWritten>;
  /** The earliest deadline of a RUNNING run. */
  nextDeadline(): Promise<Millis | null>;
  /** Recorded passes, newest first. */
  sweeps(page: { cursor: string | null; limit: number }): Promise<Page<SweepRecord>>;
}

/** The channels to the dashboards. Calls never throw and never wait. */
export interface Live {
  /** A run has started: opens its broadcaster. */
  started(run: Run): void;
  /** A live run has changed; what differs from what was last told goes out in the next frame. */
  progressed(run: Run): void;
  /**
   * A run has ended: flushes and closes its broadcaster, then tells. FAILED goes to every socket
   * as `run:failed`, the others to the board as `run:finished`. A run without a broadcaster is
   * told all the same.
   */
  ended(run: Run, sweepId: string | null): void;
  /** A recorded pass has ended. */
  swept(sweep: Sweep): void;
}

/** Where whoever writes a deadline says so, for the timer. */
export interface Deadlines {
  notice(deadlineAt: Millis): void;
}

/** Passes, one at a time. Rejects when the pass fails. */
export interface Sweeper {
  sweep(request: SweepRequest): Promise<SweepOutcome>;
}

/** The watchdog as the pages see it. */
export interface Watchdog {
  state(): Promise<WatchdogState>;
}

/** What a subscriber is told first. */
export interface Snapshots {
  board(): Promise<BoardSnapshot>;
  /** null: there is no such run. */
  run(id: string): Promise<RunSnapshot | null>;
}
