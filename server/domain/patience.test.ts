import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GOOD_RUNS_LEAST, learnPatience, PATIENCE_LEAST, presentScraper } from './patience.ts';
import { noteSilence, type Silences } from './silences.ts';

const ran = (...silences: number[]): Silences =>
  silences.reduce<Silences>((all, seconds) => noteSilence(all, 'crawl', seconds * 1000), {});
const several = (...longest: number[]) => longest.map((seconds) => ran(1, seconds));

describe('learned patience', () => {
  test('is twice the longest silence of the good runs', () => {
    const learned = learnPatience(several(10, 20, 45, 30, 5), 600);
    expect(learned).toMatchObject({
      goodRuns: 5,
      longestSilence: 45_000,
      suggestedSeconds: 90,
      wantedSeconds: 90,
    });
  });

  test('suggests nothing from fewer than five good runs', () => {
    const few = several(...Array<number>(GOOD_RUNS_LEAST - 1).fill(10));
    expect(learnPatience(few, 600)).toMatchObject({
      goodRuns: 4,
      suggestedSeconds: null,
      wantedSeconds: null,
    });
    expect(learnPatience([...few, ran(10)], 600).suggestedSeconds).toBe(PATIENCE_LEAST);
  });

  test('hears nothing in a run whose silences were never noted', () => {
    expect(learnPatience([...several(1, 1, 1, 1), {}], 600)).toMatchObject({
      goodRuns: 4,
      suggestedSeconds: null,
    });
  });

  test('never suggests less than 30 s, nor more than is in force; what is wanted is told', () => {
    expect(learnPatience(several(1, 1, 1, 1, 1), 600).suggestedSeconds).toBe(30);
    const slow = several(1, 1, 1, 1, 500);
    expect(learnPatience(slow, 600)).toMatchObject({ suggestedSeconds: 600, wantedSeconds: 1000 });
    expect(learnPatience(several(1, 1, 1, 1, 600_000), 600).wantedSeconds).toBe(604_800);
  });

  test('says how many good runs a stale-after would have killed: those at it, too', () => {
    const { backtests } = learnPatience(several(89.999, 90, 91, 20, 20), 600);
    expect(backtests).toContainEqual({ staleAfterSeconds: 90, killed: 2, of: 5 });
    expect(backtests.at(-1)).toEqual({ staleAfterSeconds: 600, killed: 0, of: 5 });
  });

  test('tells of each phase, the one with the longest silence first', () => {
    const runs = [1, 2, 3, 4, 5].map(() => noteSilence(ran(2), 'parse', 8000));
    expect(learnPatience(runs, 600).phases).toEqual([
      { phase: 'parse', count: 5, longest: 8000, histogram: [0, 0, 0, 0, 5] },
      { phase: 'crawl', count: 5, longest: 2000, histogram: [0, 0, 5] },
    ]);
  });

  test('kills fewer, the longer it waits, and none of the good runs at what they want', () => {
    const seconds = fc.integer({ min: 0, max: 300_000 });
    const runs = fc.array(fc.array(seconds, { minLength: 1, maxLength: 5 }), { maxLength: 30 });
    fc.assert(
      fc.property(runs, fc.integer({ min: 1, max: 604_800 }), (all, current) => {
        const learned = learnPatience(
          all.map((silences) => ran(...silences)),
          current,
        );
        const { backtests, wantedSeconds, suggestedSeconds } = learned;
        for (const [index, { staleAfterSeconds, killed, of }] of backtests.entries()) {
          const before = backtests[index - 1];
          expect(of).toBe(all.length);
          expect(killed).toBeLessThanOrEqual(before?.killed ?? of);
          expect(staleAfterSeconds).toBeGreaterThan(before?.staleAfterSeconds ?? 0);
        }
        const tested = backtests.map(({ staleAfterSeconds }) => staleAfterSeconds);
        expect(tested).toContain(current);
        if (wantedSeconds === null || suggestedSeconds === null) return;
        expect(suggestedSeconds).toBe(Math.min(wantedSeconds, current));
        const wanted = backtests.find((test) => test.staleAfterSeconds === wantedSeconds);
        expect(wanted?.killed).toBe(0);
      }),
    );
  });
});

test('a scraper is shown with what its next run gets', () => {
  const settings = { staleAfterSeconds: 600, stuckAfterSeconds: 1800, retentionDays: 30 };
  const own = {
    id: 'x',
    name: 'books',
    staleAfterSeconds: 90,
    stuckAfterSeconds: null,
    whenStuck: 'show' as const,
    retentionDays: 7,
  };
  expect(presentScraper(own, settings)).toEqual({
    name: 'books',
    staleAfterSeconds: 90,
    stuckAfterSeconds: null,
    whenStuck: 'show',
    retentionDays: 7,
    effectiveStaleAfterSeconds: 90,
    effectiveStuckAfterSeconds: 1800,
    effectiveRetentionDays: 7,
  });
});
