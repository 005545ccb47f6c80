import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bestSighting, type RoundTrip, withTrip } from './clock-offset.ts';

/** How far the other clock is ahead of our steady one. */
const AHEAD = 1_700_000_000_000;

/** A trip that begins at `sent`; the answer is read after `there` and comes back after `back`. */
function trip(sent: number, there: number, back: number, ahead = AHEAD): RoundTrip {
  return { sent, received: sent + there + back, at: ahead + sent + there };
}

const offset = (trips: readonly RoundTrip[]) => {
  const seen = bestSighting(trips);
  return seen === null ? Number.NaN : seen.now - seen.steady - AHEAD;
};

describe('the time of another clock', () => {
  test('is unknown before the first round trip', () => {
    expect(bestSighting([])).toBeNull();
  });

  test('is what was answered in the middle of the shortest trip', () => {
    const trips = [trip(0, 40, 2), trip(1000, 1, 1), trip(2000, 3, 90)];
    expect(bestSighting(trips)).toEqual({ now: AHEAD + 1001, steady: 1001 });
  });

  test('is off by no more than half of the shortest trip, whatever way takes the time', () => {
    const aTrip = fc.record({ there: fc.nat(500), back: fc.nat(500) });
    fc.assert(
      fc.property(fc.array(aTrip, { minLength: 1, maxLength: 20 }), (ways) => {
        const all = ways.map(({ there, back }, n) => trip(n * 1000, there, back));
        const kept = all.reduce<readonly RoundTrip[]>(withTrip, []);
        expect(kept).toEqual(all.slice(-8));
        const room = Math.min(...kept.map(({ sent, received }) => (received - sent) / 2));
        // A trip a little longer may be preferred for being newer.
        expect(Math.abs(offset(kept))).toBeLessThanOrEqual(room + 1);
      }),
    );
  });

  test('is not kept from long ago for the sake of a hair', () => {
    const [old, recent] = [trip(0, 1, 1), trip(60_000, 3, 3)];
    expect(bestSighting([old, recent])?.steady).toBe(60_003);
  });
});

describe('what was known before', () => {
  test('is forgotten when the other clock was set, or our host slept', () => {
    const known = [trip(0, 1, 1), trip(1000, 2, 2)];
    for (const ahead of [AHEAD + 60_000, AHEAD - 60_000, AHEAD + 6, AHEAD - 6]) {
      const set = trip(2000, 1, 1, ahead);
      expect(withTrip(known, set)).toEqual([set]);
    }
  });

  test('is kept where a long way explains the difference', () => {
    const known = [trip(0, 1, 1)];
    const late = trip(1000, 400, 1);
    expect(withTrip(known, late)).toEqual([...known, late]);
  });
});
