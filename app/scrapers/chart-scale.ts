import { bucketEnd } from '../../server/domain/silences.ts';
import type { Millis } from '../../server/domain/time.ts';

/** Where silences stand, from 0 to 1: a step a doubling, and one for all under a second. */
export interface ChartScale {
  /** How many steps there are. */
  steps: number;
  /** The place of a silence of `ms`. */
  at(ms: Millis): number;
}

/** A bar of a histogram, placed from 0 to 1; `from` and `to` in milliseconds. */
export interface ChartBar {
  from: Millis;
  to: Millis;
  count: number;
  left: number;
  width: number;
  height: number;
}

/** The silences at which the axis may be named, in seconds. */
const TICKS = [1, 4, 15, 60, 240, 900, 3600, 14_400, 43_200, 86_400, 345_600];

/** A scale that holds every bucket of `histograms`, and limits of `limits` seconds with room to spare. */
export function scaleFor(
  histograms: readonly (readonly number[])[],
  limits: readonly number[],
): ChartScale {
  const buckets = Math.max(1, ...histograms.map((histogram) => histogram.length));
  const limit = Math.max(0, ...limits.map((seconds) => Math.ceil(stepOf(seconds * 1000) + 0.25)));
  const steps = Math.max(buckets, limit);
  return { steps, at: (ms) => Math.min(1, stepOf(ms) / steps) };
}

/** The bars of one phase. Heights are logarithmic too: one long silence must be seen beside 10,000 short ones. */
export function barsOf(
  histogram: readonly number[],
  scale: ChartScale,
  highest: number,
): ChartBar[] {
  return histogram.flatMap((count, bucket) => {
    if (count <= 0) return [];
    return {
      from: bucket === 0 ? 0 : bucketEnd(bucket - 1),
      to: bucketEnd(bucket),
      count,
      left: bucket / scale.steps,
      width: 1 / scale.steps,
      height: Math.log2(1 + count) / Math.log2(1 + Math.max(count, highest)),
    };
  });
}

/** The silences that name the axis, in seconds, with at least `apart` (0 to 1) between two and to the end. */
export function ticksFor(scale: ChartScale, apart: number): number[] {
  const ticks: number[] = [];
  let last = 0;
  for (const seconds of TICKS) {
    const at = scale.at(seconds * 1000);
    if (at - last < apart || 1 - at < apart / 2) continue;
    ticks.push(seconds);
    last = at;
  }
  return ticks;
}

function stepOf(ms: Millis): number {
  return ms < 1000 ? Math.max(0, ms) / 1000 : 1 + Math.log2(ms / 1000);
}
