import type { Sighting } from './clock-offset.ts';
import type { BoardSnapshot, RunSnapshot } from './events.ts';
import type { Told } from './news.ts';
import type { Run } from './run.ts';
import type { Sweep, SweepOutcome, SweepRequest } from './sweep.ts';
import type { Millis } from './time.ts';
import type { WatchdogState } from './watchdog.ts';

// The ports on a database are long enough for a page of their own.
export type * from './feed-ports.ts';
export type * from './node-ports.ts';
export type * from './retention-ports.ts';
export type * from './store-ports.ts';
export type * from './watch-ports.ts';

/**
 * The time, and waiting for it. `now` never goes back within a process; when the host's clock is
 * set back it goes on from where it was.
 */
export interface Clock {
  now(): Millis;
  /**
   * Milliseconds since some fixed moment, which do not leap when the host's clock is set or the
   * host sleeps. Between two readings it and `now` advance alike, but for such leaps.
   */
  steady(): Millis;
  /** Calls `fire` once after `ms` milliseconds; the answer calls it off. */
  after(ms: number, fire: () => void): () => void;
  /**
   * Goes by another clock from now on, which was seen at a moment of `steady`; only the first time
   * may it go back for that. `lost` is called once when the host's clocks leap: look again. The
   * answer is how far the host's own clock is ahead, in milliseconds. Absent: it cannot.
   */
  follow?(seen: Sighting, lost: () => void): number;
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
  /** Runs suspected of being dead. */
  | 'flatline_suspected_total'
  /** Suspected runs that gave a sign of life. */
  | 'flatline_recovered_total'
  /** Runs that spoke but stood still for too long. */
  | 'flatline_stuck_total'
  /** Times in which no run could be heard, by reason. */
  | 'flatline_hearing_gaps_total'
  /** Storms: many runs that fell silent together, and were held. */
  | 'flatline_storms_total'
  /** Other nodes that this one found gone. */
  | 'flatline_nodes_gone_total'
  /** Rows removed since they are kept no longer, by kind. */
  | 'flatline_removed_total'
  /** Frames sent, by room kind. */
  | 'flatline_frames_total'
  /** Frames that a dashboard was left out of since it was behind, by room kind; it is told later. */
  | 'flatline_frames_missed_total'
  /** Dashboards closed since too much waited for them. */
  | 'flatline_slow_sockets_closed_total';

/** Something that runs. `stop` tolerates never-started and twice. */
export interface Startable {
  start(): Promise<void>;
  stop(): Promise<void>;
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
  /** A run is suspected of being dead. */
  suspected(run: Run): void;
  /** A suspected run has given a sign of life. */
  recovered(run: Run): void;
  /** A run speaks but stands still. */
  stuck(run: Run): void;
  /** The watchdog has changed otherwise than by a pass: a storm, a gap in the hearing. */
  watchdogChanged(state: WatchdogState): void;
  /** A run that had been marked as stale has spoken: the board is told, its own channel is closed. */
  spokeAgain(run: Run): void;
  /** A recorded pass has ended. */
  swept(sweep: Sweep): void;
}

/** What the dashboards of this node know of the live runs. */
export interface ToldRuns {
  told(runId: string): Told;
  /** The runs that they take for alive. */
  liveRuns(): string[];
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
