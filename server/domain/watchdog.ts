import type { GapReason } from './hearing.ts';
import type { Storm } from './storm.ts';
import type { Sweep } from './sweep.ts';
import { type Millis, toIso } from './time.ts';

/** A recorded time in which no run could be heard, as the store keeps it. */
export interface GapRecord {
  id: string;
  reason: GapReason;
  startedAt: Millis;
  endedAt: Millis;
  /** How many runs were given that time back. */
  runs: number;
}

/** A recorded gap as the outside sees it. */
export interface HearingGap extends Omit<GapRecord, 'startedAt' | 'endedAt'> {
  startedAt: string;
  endedAt: string;
}

/** A recorded gap in its outside form. */
export function presentGap(gap: GapRecord): HearingGap {
  return { ...gap, startedAt: toIso(gap.startedAt), endedAt: toIso(gap.endedAt) };
}

/** How the watchdog is, as the outside sees it. */
export interface WatchdogState {
  healthy: boolean;
  /** Why it is not healthy, in a sentence; null when it is. */
  reason: string | null;
  /** The schedule, as a cron expression. */
  cron: string;
  /** The stale-after of runs whose scraper and start name none. */
  staleAfterSeconds: number;
  /** The stuck-after of runs whose scraper names none. */
  stuckAfterSeconds: number;
  /** How many runs are RUNNING. */
  running: number;
  lastSweep: Sweep | null;
  /** The cron firing that is owed; null before the schedule starts. */
  nextSweepAt: string | null;
  /** The earliest deadline of a RUNNING run; null when there is none. */
  nextDeadlineAt: string | null;
  /** Since when runs can be heard without a gap; null before the first proof, and while none can. */
  hearingSince: string | null;
  /** Since when no run can be heard; null while they can. Silences do not count meanwhile. */
  deafSince: string | null;
  /** Many runs that fell silent together and are held; null when there is no storm. */
  storm: Storm | null;
}
