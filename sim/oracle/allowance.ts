import type { RunTruth } from './run-truth.ts';

/** Something that gives silent runs more time. */
export interface Stretch {
  /**
   * `gap`: nobody could hear; `leap`: the clock leapt ahead; `boot`: a server has started; `behind`:
   * it has started with a clock that had been set back, by as much as the stretch is long.
   */
  kind: 'gap' | 'leap' | 'boot' | 'behind';
  from: number;
  to: number;
}

/** What patience is rounded up by after a gap, at the most; and how finely gaps are measured. */
const ROUNDING_MAX = 60_000;
const MEASURED_WITHIN = 5000;
/** So close to a boot a gap may be given back before it, or after. */
const AROUND_A_BOOT = 15_000;
/** An extra window of the storm guard, at the most. */
const STORM_WINDOW = 120_000;

/**
 * Until when a silent run may be shown as RUNNING at the most, before the window in which it has
 * to be found begins: its threshold, and all that was given to it on purpose. Stretches in the
 * order of their beginnings.
 */
export function allowedUntil(run: RunTruth, stretches: readonly Stretch[]): number {
  const threshold = run.signAt + run.patience + behindOf(run, stretches);
  let until = Math.max(threshold, run.grantedUntil);
  for (const { kind, from, to } of stretches) {
    if (kind === 'behind' || to <= run.signAt) continue;
    if (kind === 'boot') {
      until = Math.max(until, to + run.patience + givenBackAfter(to, stretches));
    } else if (from - MEASURED_WITHIN < until) {
      const length = kind === 'gap' ? to - Math.max(from, run.signAt) : 0;
      const rounding = Math.min(to - from, run.patience, ROUNDING_MAX);
      until += length + rounding + MEASURED_WITHIN;
    }
  }
  return until + run.holds * STORM_WINDOW;
}

/** Signs that lie ahead of a clock that was set back are believed one by one as it comes to them. */
function behindOf(run: RunTruth, stretches: readonly Stretch[]): number {
  return stretches.reduce(
    (most, { kind, from, to }) =>
      kind === 'behind' && to > run.startedAt ? Math.max(most, to - from) : most,
    0,
  );
}

/** A gap that ends with the boot of one server is given back by the other, perhaps after the boot. */
function givenBackAfter(boot: number, stretches: readonly Stretch[]): number {
  return stretches.reduce(
    (most, { kind, from, to }) =>
      kind === 'gap' && Math.abs(to - boot) < AROUND_A_BOOT ? Math.max(most, to - from) : most,
    0,
  );
}
