import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { apart, type Gap, uncovered } from './hearing.ts';

const aGap: fc.Arbitrary<Gap> = fc
  .tuple(fc.nat(60), fc.integer({ min: 1, max: 30 }))
  .map(([from, length]) => ({ reason: 'database', from, to: from + length }));

/** Every whole moment that a gap holds. */
function moments(gaps: readonly Pick<Gap, 'from' | 'to'>[]): number[] {
  const all = gaps.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, n) => from + n));
  return all.sort((a, b) => a - b);
}

describe('what of a gap was not given back yet', () => {
  test('is every moment of it that no recorded gap holds, once, the oldest first', () => {
    fc.assert(
      fc.property(aGap, fc.array(aGap, { maxLength: 6 }), (gap, recorded) => {
        const parts = uncovered(gap, recorded);
        const given = new Set(moments(recorded));
        expect(moments(parts)).toEqual(moments([gap]).filter((at) => !given.has(at)));
        expect(parts).toEqual([...parts].sort((a, b) => a.from - b.from));
        for (const part of parts) expect(part.from).toBeLessThan(part.to);
      }),
    );
  });

  test('is the very gap where nobody recorded any of it', () => {
    const gap: Gap = { reason: 'blocked', from: 10, to: 20 };
    expect(
      uncovered(gap, [
        { from: 0, to: 10 },
        { from: 20, to: 30 },
      ])[0],
    ).toBe(gap);
  });
});

describe('the gaps of several nodes', () => {
  test('are told apart so that each moment counts once, the oldest first', () => {
    fc.assert(
      fc.property(fc.array(aGap, { maxLength: 8 }), (gaps) => {
        const told = apart(gaps);
        expect(moments(told)).toEqual([...new Set(moments(gaps))]);
        expect(told).toEqual([...told].sort((a, b) => a.from - b.from));
      }),
    );
  });
});
