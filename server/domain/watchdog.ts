import type { Sweep } from './sweep.ts';

/** How the watchdog is, as the outside sees it. */
export interface WatchdogState {
  healthy: boolean;
  /** Why it is not healthy, in a sentence; null when it is. */
  reason: string | null;
  /** The schedule, as a cron expression. */
  cron: string;
  /** The stale-after of runs whose scraper and start name none. */
  staleAfterSeconds: number;
  /** How many runs are RUNNING. */
  running: number;
  lastSweep: Sweep | null;
  /** The cron firing that is owed; null before the schedule starts. */
  nextSweepAt: string | null;
  /** The earliest deadline of a RUNNING run; null when there is none. */
  nextDeadlineAt: string | null;
}
