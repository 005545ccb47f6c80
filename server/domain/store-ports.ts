import type { ReportVerdict } from './report.ts';
import type {
  Json,
  RunDetailRecord,
  RunErrorRecord,
  RunOrigin,
  RunRecord,
  RunStatus,
} from './run.ts';
import type { Rule } from './staleness.ts';
import type { Census } from './storm.ts';
import type { SweepRecord } from './sweep.ts';
import type { Millis } from './time.ts';

/** A run to start, its stale-after not yet resolved. */
export interface NewRun {
  id: string;
  scraper: string;
  origin: RunOrigin;
  /** The node that executes a LOCAL run; null: nobody claims it. */
  nodeId: string | null;
  trigger: string;
  phase: string | null;
  /** The run's own stale-after; null: the scraper's, else `defaultStaleAfterSeconds`. */
  staleAfterSeconds: number | null;
  defaultStaleAfterSeconds: number;
  /** For a scraper that names none. */
  defaultStuckAfterSeconds: number;
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
   * and says so in `spokeAfterDeath` every time. Reports that come together share a transaction, each
   * run's in the order of their arrival; `decide` may be asked again. Throws
   * `Problem('unavailable')` at once when too much waits, by number or by `bytes`, about so many.
   */
  report(id: string, now: Millis, decide: DecideReport, bytes?: number): Promise<ReportResult>;
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
  /** Written only if it is still so: `silent` by the rule of the pass, `stuck` as `judge` has it. */
  verdict: 'silent' | 'stuck';
  error: RunErrorRecord;
  /** The run as it was judged: where nobody has written it since, it need not be read again. */
  run?: RunRecord;
}

/** What one pass writes, in one commit. */
export interface SweepWrite {
  now: Millis;
  marks: readonly Mark[];
  /** What makes a run silent; see `judge`. */
  rule: Rule;
  /** Silent runs that the storm guard holds until then, if they are still silent. */
  hold: { runIds: readonly string[]; until: Millis } | null;
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
  /** The runs that this pass held, as they are after it. */
  held: RunRecord[];
  sweep: SweepRecord | null;
}

/** The store as the watchdog sees it. Same errors as {@link RunStore}. */
export interface StaleStore {
  /** RUNNING runs with deadlineAt <= now, earliest first; cost follows the number of due runs. */
  due(now: Millis): Promise<RunRecord[]>;
  /** RUNNING runs that are silent for longer than they may, but whose deadline is ahead. */
  notDue(now: Millis): Promise<RunRecord[]>;
  census(): Promise<Census>;
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
   * error, and gives the other RUNNING runs the deadline of a start (`deadlineAtStart`); one commit.
   * The row counts all RUNNING runs as examined and those left as spared; it is left out when there
   * were none. `rearmed` may stay empty here: nobody listens yet.
   */
  recover(recovery: {
    now: Millis;
    origins: readonly RunOrigin[];
    /** Which of them are failed, by the node that executes each; absent: all. */
    isOrphan?: (run: RunRecord, nodeId: string | null) => boolean;
    /** Whether the others keep their deadlines; absent: no. */
    keepsDeadlines?: boolean;
    errorOf: (run: RunRecord, nodeId: string | null) => RunErrorRecord;
    sweep: SweepRecord;
  }): Promise<SweepWritten>;
  /** The earliest deadline of a RUNNING run. */
  nextDeadline(): Promise<Millis | null>;
  /** The recorded passes with these ids; the unknown are left out. */
  sweepsById(ids: readonly string[]): Promise<SweepRecord[]>;
  /** Recorded passes, newest first. */
  sweeps(page: { cursor: string | null; limit: number }): Promise<Page<SweepRecord>>;
}
