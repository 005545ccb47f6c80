import type { RunRecord } from './run.ts';
import { signOfLife } from './staleness.ts';
import { type Millis, seconds, toIso } from './time.ts';

/** Fewer runs than these that fall silent at once are ordinary deaths. */
export const STORM_RUNS = 5;

/**
 * The share of the live runs from which on silence says more about the network than about the
 * runs. Kubernetes stops its evictions at 55 % unhealthy nodes of a zone
 * (kube-controller-manager, `--unhealthy-zone-threshold`).
 */
export const STORM_SHARE = 0.55;

/** The longest extra window, in milliseconds. */
export const STORM_WINDOW_MAX: Millis = 120_000;

/** Many runs that fell silent together, held for one extra window. */
export interface StormRecord {
  id: string;
  startedAt: Millis;
  /** When those that are still silent are marked. */
  until: Millis;
  /** How many were silent when it began, of how many live ones. */
  silent: number;
  live: number;
  /** The runs that are held. */
  runIds: readonly string[];
}

/** A storm as the outside sees it. */
export interface Storm extends Omit<StormRecord, 'startedAt' | 'until'> {
  startedAt: string;
  until: string;
}

/** How many runs are RUNNING, and how many of those are suspected. */
export interface Census {
  live: number;
  suspected: number;
}

/** What a pass does with the silent runs that it would mark for the first time. */
export type StormVerdict =
  | { verdict: 'mark' }
  /** Hold these until then; a storm that rages already has its time. The others are marked. */
  | { verdict: 'hold'; until: Millis; runs: readonly RunRecord[] };

/** When a storm began, and when it ends or ended. */
export type StormTimes = Pick<StormRecord, 'startedAt' | 'until'>;

/**
 * Whether the silent are held. They count with those that are suspected already: heartbeats are
 * spread over time, so a network that failed at one moment yields its deaths one by one. The late
 * comers of a storm that is over have had their time: they are not held one by one.
 */
export function weigh(
  silent: readonly RunRecord[],
  census: Census,
  storm: StormTimes | null,
  now: Millis,
): StormVerdict {
  const runs = silent.filter((run) => !isLateComer(run, storm, now));
  if (runs.length === 0) return { verdict: 'mark' };
  if (storm !== null && now < storm.until) return { verdict: 'hold', until: storm.until, runs };
  if (!isTogether(silentOf(runs, census), census.live)) return { verdict: 'mark' };
  return { verdict: 'hold', until: now + windowOf(runs), runs };
}

/** Whether `run` fell silent before a storm that is over began, and has a longer limit than most. */
export function isLateComer(run: RunRecord, storm: StormTimes | null, now: Millis): boolean {
  return storm !== null && now >= storm.until && signOfLife(run, now).at <= storm.startedAt;
}

/** How many are silent: those that a pass found, and those that are suspected. */
export function silentOf(found: readonly RunRecord[], census: Census): number {
  return found.filter(({ suspectedAt }) => suspectedAt === null).length + census.suspected;
}

/** Whether so many silent runs of so many live ones fell silent together. */
export function isTogether(silent: number, live: number): boolean {
  // Not `live * STORM_SHARE`: 100 * 0.55 is a little more than 55.
  return silent >= STORM_RUNS && silent / live >= STORM_SHARE;
}

/** Whether `run` was held in the silence that it is in. */
export function isHeld(run: RunRecord, now: Millis): boolean {
  return run.heldAt !== null && run.heldAt >= signOfLife(run, now).at;
}

function windowOf(runs: readonly RunRecord[]): Millis {
  return Math.min(STORM_WINDOW_MAX, ...runs.map((run) => seconds(run.staleAfterSeconds)));
}

/** A storm in its outside form. */
export function presentStorm(storm: StormRecord): Storm {
  return { ...storm, startedAt: toIso(storm.startedAt), until: toIso(storm.until) };
}
