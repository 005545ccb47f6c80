import type { Millis } from './time.ts';

/** The silences between the signs of life of one run in one phase. */
export interface PhaseSilences {
  /** How many there were. */
  count: number;
  /** The longest, in milliseconds. */
  longest: Millis;
  /** How many were under 1 s, under 2 s, under 4 s, and so on; trailing zeros are left out. */
  histogram: number[];
}

/** The same of each phase; the phase before the first has the name ''. */
export type Silences = Record<string, PhaseSilences>;

/** Phases that are told apart in one run; what comes after them counts as one. */
const PHASES_MAX = 40;
export const OTHER_PHASES = '…';

/** The bucket of a silence of `ms`: 0 under 1 s, then one a doubling. */
export function bucketOf(ms: Millis): number {
  return ms < 1000 ? 0 : Math.floor(Math.log2(ms / 1000)) + 1;
}

/** Where a bucket ends, in milliseconds (exclusive). */
export function bucketEnd(bucket: number): Millis {
  return 1000 * 2 ** bucket;
}

/** `silences` with one more, of `ms` milliseconds that could be heard, in `phase`. */
export function noteSilence(silences: Silences, phase: string | null, ms: Millis): Silences {
  const name = nameOf(silences, phase ?? '');
  const before = knownOf(silences, name);
  const histogram = [...before.histogram];
  const bucket = bucketOf(ms);
  while (histogram.length <= bucket) histogram.push(0);
  histogram[bucket] = (histogram[bucket] ?? 0) + 1;
  const after = { count: before.count + 1, longest: Math.max(before.longest, ms), histogram };
  return { ...silences, [name]: after };
}

/** A phase called `constructor` would find what every object has. */
function knownOf(silences: Silences, name: string): PhaseSilences {
  const known = Object.hasOwn(silences, name) ? silences[name] : undefined;
  return known ?? { count: 0, longest: 0, histogram: [] };
}

function nameOf(silences: Silences, phase: string): string {
  // A phase called __proto__ would be no key of its own.
  if (phase === '__proto__') return OTHER_PHASES;
  if (Object.hasOwn(silences, phase)) return phase;
  return Object.keys(silences).length < PHASES_MAX ? phase : OTHER_PHASES;
}

/** The silences of several runs as one. */
export function mergeSilences(all: readonly Silences[]): Silences {
  const merged: Silences = {};
  for (const silences of all) {
    for (const [phase, more] of Object.entries(silences)) {
      const before = knownOf(merged, phase);
      const length = Math.max(before.histogram.length, more.histogram.length);
      merged[phase] = {
        count: before.count + more.count,
        longest: Math.max(before.longest, more.longest),
        histogram: Array.from(
          { length },
          (_, bucket) => (before.histogram[bucket] ?? 0) + (more.histogram[bucket] ?? 0),
        ),
      };
    }
  }
  return merged;
}

/** The longest silence of a run, over all phases, in milliseconds; 0 when there was none. */
export function longestOf(silences: Silences): Millis {
  return Math.max(0, ...Object.values(silences).map(({ longest }) => longest));
}
