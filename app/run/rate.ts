import type { RunDetail } from '../../server/domain/run.ts';

/** How fast a run gets on within its phase, and how long it still needs at that pace. */
export interface Pace {
  perSecond: number;
  /** Seconds to the total; null without a total, or when it is reached. */
  secondsLeft: number | null;
}

/**
 * The average pace of the open phase, up to the last sign of life: silence is not slowness.
 * null without progress, and in the first second, in which any figure would be noise.
 */
export function paceOf(
  run: Pick<RunDetail, 'progress' | 'phases' | 'startedAt' | 'lastSignAt'>,
): Pace | null {
  if (run.progress === null || run.progress.done <= 0) return null;
  const from = Date.parse(run.phases.at(-1)?.startedAt ?? run.startedAt);
  const seconds = (Date.parse(run.lastSignAt) - from) / 1000;
  if (!(seconds >= 1)) return null;
  const { done, total } = run.progress;
  const perSecond = done / seconds;
  return {
    perSecond,
    secondsLeft: total === null || total <= done ? null : (total - done) / perSecond,
  };
}
