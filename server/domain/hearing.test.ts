import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  DEAF_AFTER,
  deadlineAfter,
  type Gap,
  type Hearing,
  heardFor,
  type Proof,
  prove,
  RETURN_GRACE_MAX,
  UNBROKEN,
  UNOBSERVED,
  withGap,
} from './hearing.ts';

const MINUTE = 60_000;
const proof = (now: number, steady = now): Proof => ({ now, steady });

describe('two proofs', () => {
  const { after } = prove(UNOBSERVED, proof(1000));

  test('are no gap when they are exactly DEAF_AFTER apart, and one a millisecond later', () => {
    expect(prove(after, proof(1000 + DEAF_AFTER)).gap).toBeNull();
    expect(prove(after, proof(1001 + DEAF_AFTER)).gap).toEqual({
      reason: 'blocked',
      from: 1000,
      to: 1001 + DEAF_AFTER,
    });
  });

  test('of which the first is the very first have no gap before them', () => {
    expect(prove(UNOBSERVED, proof(1e12)).gap).toBeNull();
  });

  test('with a refusal between them were apart because of the database', () => {
    const refused = { ...after, refused: true };
    expect(prove(refused, proof(60_000)).gap?.reason).toBe('database');
    expect(prove(refused, proof(1500)).after.refused).toBe(false);
  });

  test('between which the clock ran ahead of the steady one were apart because it leapt', () => {
    expect(prove(after, proof(60_000, 2000)).gap?.reason).toBe('jumped');
    const half = DEAF_AFTER / 2;
    expect(prove(after, proof(60_000, 60_000 - half)).gap?.reason).toBe('blocked');
    expect(prove(after, proof(60_000, 59_999 - half)).gap?.reason).toBe('jumped');
  });
});

describe('how much could be heard', () => {
  test('is all of it without a gap, and nothing of the future', () => {
    expect(heardFor(UNBROKEN, 10, 70)).toBe(60);
    expect(heardFor(UNBROKEN, 70, 10)).toBe(0);
  });

  test('leaves out what a gap covers, to the millisecond', () => {
    const hearing: Hearing = {
      since: 40,
      deaf: null,
      gaps: [{ reason: 'blocked', from: 20, to: 40 }],
    };
    expect(heardFor(hearing, 0, 100)).toBe(80);
    expect(heardFor(hearing, 30, 100)).toBe(60);
    expect(heardFor(hearing, 0, 30)).toBe(20);
    expect(heardFor(hearing, 20, 40)).toBe(0);
    expect(heardFor(hearing, 40, 100)).toBe(60);
  });

  test('adds up: of two spans that follow each other, and never more than the whole', () => {
    const time = fc.integer({ min: 0, max: 100_000 });
    fc.assert(
      fc.property(someHearing(), fc.tuple(time, time, time), (hearing, times) => {
        const [a = 0, b = 0, c = 0] = times.sort((x, y) => x - y);
        const whole = heardFor(hearing, a, c);
        expect(heardFor(hearing, a, b) + heardFor(hearing, b, c)).toBe(whole);
        expect(whole).toBeGreaterThanOrEqual(0);
        expect(whole).toBeLessThanOrEqual(c - a);
      }),
    );
  });

  test('forgets gaps that ended too long ago, and knows since when there was none', () => {
    const old: Gap = { reason: 'database', from: 0, to: 1000 };
    const next: Gap = { reason: 'jumped', from: 5000, to: 9000 };
    const hearing = withGap(UNBROKEN, old, 8001);
    expect(withGap(hearing, next, 8001)).toEqual({ since: 9000, deaf: null, gaps: [old, next] });
    expect(withGap(hearing, next, 8000)).toEqual({ since: 9000, deaf: null, gaps: [next] });
  });
});

describe('the deadline after a gap', () => {
  const gap: Gap = { reason: 'database', from: 10 * MINUTE, to: 25 * MINUTE };
  const run = { sign: 9 * MINUTE, diesAt: 19 * MINUTE, staleAfterSeconds: 600 };

  test('leaves what was left of its patience when the gap began', () => {
    expect(deadlineAfter(gap, run)).toBe(34 * MINUTE);
  });

  test('does not move for a run that spoke when the gap ended, or after it', () => {
    const spoke = { ...run, sign: gap.to, diesAt: gap.to + 10 * MINUTE };
    expect(deadlineAfter(gap, spoke)).toBe(spoke.diesAt);
  });

  test('of a run that was due before the gap began is its end', () => {
    expect(deadlineAfter(gap, { ...run, sign: 0, diesAt: gap.from })).toBe(gap.to);
  });

  test('leaves whoever returns some time, though it had a millisecond left', () => {
    const late = { ...run, sign: 1, diesAt: gap.from + 1 };
    expect(deadlineAfter(gap, late)).toBe(gap.to + RETURN_GRACE_MAX);
    expect(deadlineAfter(gap, { ...late, staleAfterSeconds: 20 })).toBe(gap.to + 20_000);
    const short = { ...gap, to: gap.from + 4000 };
    expect(deadlineAfter(short, late)).toBe(short.to + 4000);
  });

  test('is never nearer than it was, and no run loses patience by a gap', () => {
    fc.assert(
      fc.property(someGap(), someRun(), (someGap, someRun) => {
        const at = deadlineAfter(someGap, someRun);
        // Who was due before the gap began is due when it ends.
        if (someRun.diesAt > someGap.from) expect(at).toBeGreaterThanOrEqual(someRun.diesAt);
        else expect(at).toBeGreaterThanOrEqual(Math.min(someRun.diesAt, someGap.to));
        const began = Math.max(someGap.from, someRun.sign);
        const left = Math.max(0, someRun.diesAt - began);
        if (someRun.sign < someGap.to) expect(at - someGap.to).toBeGreaterThanOrEqual(left);
      }),
    );
  });

  test('rounds patience up by a minute at the most, and never over a whole stale-after', () => {
    fc.assert(
      fc.property(someGap(), someRun(), (someGap, someRun) => {
        if (someRun.sign >= someGap.to || someRun.diesAt <= someGap.from) return;
        const left = someRun.diesAt - Math.max(someGap.from, someRun.sign);
        const given = deadlineAfter(someGap, someRun) - someGap.to;
        expect(given - left).toBeLessThan(RETURN_GRACE_MAX);
        expect(given).toBeLessThanOrEqual(Math.max(left, someRun.staleAfterSeconds * 1000));
      }),
    );
  });
});

function someHearing(): fc.Arbitrary<Hearing> {
  const edges = fc.uniqueArray(fc.integer({ min: 0, max: 100_000 }), { maxLength: 20 });
  return edges.map((all) => {
    const sorted = all.sort((a, b) => a - b);
    const gaps = sorted.flatMap((from, index) => {
      const to = sorted[index + 1];
      return index % 2 === 0 && to !== undefined ? [{ reason: 'blocked' as const, from, to }] : [];
    });
    return { since: gaps.at(-1)?.to ?? null, deaf: null, gaps };
  });
}

function someGap(): fc.Arbitrary<Gap> {
  const from = fc.integer({ min: 1_000_000, max: 2_000_000 });
  const length = fc.integer({ min: DEAF_AFTER + 1, max: 3_600_000 });
  return fc.tuple(from, length).map(([at, ms]) => ({ reason: 'blocked', from: at, to: at + ms }));
}

function someRun(): fc.Arbitrary<{ sign: number; diesAt: number; staleAfterSeconds: number }> {
  const sign = fc.integer({ min: 0, max: 6_000_000 });
  const seconds = fc.integer({ min: 1, max: 3600 });
  const granted = fc.option(fc.integer({ min: 0, max: 3_600_000 }), { nil: 0 });
  return fc.tuple(sign, seconds, granted).map(([at, staleAfterSeconds, more]) => ({
    sign: at,
    staleAfterSeconds,
    diesAt: at + staleAfterSeconds * 1000 + more,
  }));
}
