import type { Run } from '../../server/domain/run.ts';

/** What is remembered of a run's progress; `perSecond` is null until two tellings differ. */
export interface RateState {
  phase: string | null;
  done: number;
  /** Milliseconds; null for a first sight: nobody knows when that was reported. */
  at: number | null;
  perSecond: number | null;
  /** Milliseconds between the last two tellings. */
  gap: number;
}

/** How much of the past counts, in milliseconds. */
const SMOOTHING = 15_000;
/** Tellings closer than this are one, in milliseconds. */
const SHORTEST = 1000;
/** A rate is forgotten after this many milliseconds without progress, at the least. */
const FORGOTTEN = 20_000;

/** The rate after a run was told of at `at` (milliseconds). Counts going back, or a new phase, begin anew. */
export function observeRate(
  known: RateState | undefined,
  run: Pick<Run, 'phase' | 'progress'>,
  at: number,
): RateState | undefined {
  if (run.progress === null) return undefined;
  const { done } = run.progress;
  if (known === undefined || known.phase !== run.phase || done < known.done) {
    return { phase: run.phase, done, at: null, perSecond: null, gap: 0 };
  }
  if (done === known.done) return known;
  if (known.at === null) return { ...known, done, at };
  const gap = at - known.at;
  if (gap < SHORTEST) return known;
  const seen = ((done - known.done) * 1000) / gap;
  const weight = 1 - Math.exp(-gap / SMOOTHING);
  const perSecond =
    known.perSecond === null ? seen : known.perSecond + weight * (seen - known.perSecond);
  return { phase: run.phase, done, at, perSecond, gap };
}

/** The rate per second as of `now`, or null when it is not known or too long ago to be true. */
export function rateAt(state: RateState | undefined, now: number): number | null {
  if (state === undefined || state.perSecond === null || state.at === null) return null;
  return now - state.at > Math.max(FORGOTTEN, 4 * state.gap) ? null : state.perSecond;
}
