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
  | 'stuckAt'
>;

/**
 * When phase or progress last changed; the start, while they never have. A change that was noted
 * by a clock that has been set back since, and that cannot be believed, counts as one of now: when
 * it was is not known, and nobody dies of what is not known.
 */
export function movedAt(run: Mover, now: Millis): Millis {
  if (run.lastProgressAt !== null && !isBelievable(run.lastProgressAt, now)) return now;
  const times = [run.lastPhaseAt, run.lastProgressAt].filter(
    (at): at is Millis => at !== null && isBelievable(at, now),
  );
  return Math.max(run.startedAt, ...times);
}

/**
 * Since when a run that was heard at `now`, without having moved, is stuck; null when it is not.
 * `stoodFor` is how much of the time since it last moved could be heard, in milliseconds: what it
 * did meanwhile may have been refused. An operator's grant counts as patience for this too.
 */
export function stuckSince(run: Mover, now: Millis, stoodFor: Millis): Millis | null {
  const { stuckAt } = run;
  // Another program may have written a phase since.
  if (stuckAt !== null && movedAt(run, now) <= stuckAt) return stuckAt;
  const isPatient = stoodFor < seconds(run.stuckAfterSeconds) || now < (run.grantedUntil ?? 0);
  return isPatient ? null : now;
}

/**
 * The deadline of a run that was heard at `now`: its stale-after from then on; at once where it is
 * stuck and its scraper says that this is fatal, though not before a grant is over.
 */
export function deadlineOf(run: Mover, now: Millis): Millis {
  const silent = staleAt(now, run.staleAfterSeconds);
  if (run.whenStuck !== 'fail' || run.stuckAt === null) return silent;
  return Math.min(silent, Math.max(run.grantedUntil ?? 0, now));
}
