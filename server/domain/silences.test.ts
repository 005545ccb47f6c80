import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bucketEnd,
  bucketOf,
  longestOf,
  mergeSilences,
  noteSilence,
  OTHER_PHASES,
  type Silences,
} from './silences.ts';

/** What every object has, and what would be no key of its own. */
const AWKWARD = ['constructor', 'toString', 'hasOwnProperty', '__proto__', '', OTHER_PHASES];

describe('a silence', () => {
  test.each([
    [0, 0],
    [999, 0],
    [1000, 1],
    [1999, 1],
    [2000, 2],
    [3999, 2],
    [4000, 3],
  ])('of %d ms is in bucket %d', (ms, bucket) => {
    expect(bucketOf(ms)).toBe(bucket);
  });

  test('is in the one bucket that begins at or before it and ends after it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e13 }), (ms) => {
        const bucket = bucketOf(ms);
        expect(ms).toBeLessThan(bucketEnd(bucket));
        if (bucket > 0) expect(ms).toBeGreaterThanOrEqual(bucketEnd(bucket - 1));
      }),
    );
  });

  test('counts in its phase; before the first phase that has no name', () => {
    const first = noteSilence({}, null, 500);
    expect(noteSilence(noteSilence(first, 'index', 3000), 'index', 1000)).toEqual({
      '': { count: 1, longest: 500, histogram: [1] },
      index: { count: 2, longest: 3000, histogram: [0, 1, 1] },
    });
    expect(first).toEqual({ '': { count: 1, longest: 500, histogram: [1] } });
  });

  test('of a phase beyond the fortieth counts with the others', () => {
    let silences: Silences = {};
    for (let n = 0; n < 45; n += 1) silences = noteSilence(silences, `phase ${n}`, n * 1000);
    silences = noteSilence(silences, 'phase 3', 0);
    expect(Object.keys(silences)).toHaveLength(41);
    expect(silences[OTHER_PHASES]).toMatchObject({ count: 5, longest: 44_000 });
    expect(silences['phase 3']?.count).toBe(2);
  });

  test.each(AWKWARD)('in a phase called %j counts like any other', (phase) => {
    const silences = noteSilence(noteSilence({}, phase, 1000), phase, 2000);
    expect(Object.values(silences)).toEqual([{ count: 2, longest: 2000, histogram: [0, 1, 1] }]);
    expect(Object.values(mergeSilences([silences, silences]))).toEqual([
      { count: 4, longest: 2000, histogram: [0, 2, 2] },
    ]);
  });
});

describe('the silences of some runs', () => {
  const note = fc.record({
    phase: fc.oneof(fc.constantFrom(...AWKWARD), fc.option(fc.string({ maxLength: 3 }))),
    ms: fc.integer({ min: 0, max: 700_000_000 }),
  });
  const some = fc.array(note, { maxLength: 60 });

  test('sum up in each histogram, and the longest is the longest', () => {
    fc.assert(
      fc.property(some, (notes) => {
        const silences = notesOf(notes);
        for (const { count, longest, histogram } of Object.values(silences)) {
          expect(histogram.reduce((sum, n) => sum + n, 0)).toBe(count);
          expect(histogram.length - 1).toBe(bucketOf(longest));
        }
        expect(countOf(silences)).toBe(notes.length);
        expect(longestOf(silences)).toBe(Math.max(0, ...notes.map(({ ms }) => ms)));
      }),
    );
  });

  test('are the same as one as one after the other', () => {
    fc.assert(
      fc.property(some, some, (one, two) => {
        const merged = mergeSilences([notesOf(one), notesOf(two)]);
        expect(countOf(merged)).toBe(one.length + two.length);
        for (const { count, histogram } of Object.values(merged)) {
          expect(histogram.reduce((sum, n) => sum + n, 0)).toBe(count);
        }
        expect(longestOf(merged)).toBe(Math.max(longestOf(notesOf(one)), longestOf(notesOf(two))));
      }),
    );
  });

  test('of none are none', () => {
    expect(mergeSilences([])).toEqual({});
    expect(longestOf({})).toBe(0);
  });
});

function notesOf(notes: readonly { phase: string | null; ms: number }[]): Silences {
  return notes.reduce<Silences>((all, { phase, ms }) => noteSilence(all, phase, ms), {});
}

function countOf(silences: Silences): number {
  return Object.values(silences).reduce((sum, { count }) => sum + count, 0);
}
