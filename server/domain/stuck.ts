import type { RunRecord } from './run.ts';
import { isBelievable, staleAt } from './staleness.ts';
import { type Millis, seconds } from './time.ts';

/** What becomes of a run that speaks but stands still: it is shown, or marked as stale. */
export const WHEN_STUCK = ['show', 'fail'] as const;
export type WhenStuck = (typeof WHEN_STUCK)[number];

/** The stuck-after of runs whose scraper names none and where no setting says otherwise, in seconds. */
export const STUCK_AFTER_SECONDS = 1800;

/** What the functions below look at. */
export type Mover = Pick<
  RunRecord,
  | 'startedAt'
  | 'lastPhaseAt'
  | 'lastProgressAt'
  | 'stuckAfterSeconds'
  | 'whenStuck'
  | 'grantedUntil'
  | 'staleAfterSeconds'
>;

/** When phase or progress last changed; the start, while they never have. */
export function movedAt(run: Mover, now: Millis): Millis {
  const times = [run.lastPhaseAt, run.lastProgressAt].filter(
    (at): at is Millis => at !== null && isBelievable(at, now),
  );
  return Math.max(run.startedAt, ...times);
}

/** From when on a run that still speaks counts as stuck. */
export function stuckFrom(run: Mover, now: Millis): Millis {
  return movedAt(run, now) + seconds(run.stuckAfterSeconds);
}

/**
 * The deadline of a run that was heard at `now`: its stale-after from then on; sooner where it
 * would be marked for standing still before that.
 */
export function deadlineOf(run: Mover, now: Millis): Millis {
  const silent = staleAt(now, run.staleAfterSeconds);
  if (run.whenStuck !== 'fail') return silent;
  const stuck = Math.max(stuckFrom(run, now), run.grantedUntil ?? 0, now);
  return Math.min(silent, stuck);
}
