import type { Millis } from './time.ts';

/** One question for the time of another clock, and its answer. */
export interface RoundTrip {
  /** Our steady clock when it was asked and when it was answered; fractions count. */
  sent: number;
  received: number;
  /** The answer: the time of the other clock somewhere in between, in milliseconds. */
  at: number;
}

/** What the other clock showed at a moment of our steady clock. */
export interface Sighting {
  now: number;
  steady: number;
}

/** How many round trips are kept: RFC 5905 §10 keeps eight. */
const TRIPS_KEPT = 8;

/** How far two sound clocks drift apart, as a share: RFC 5905 (PHI) has 15 ppm; hosts in clouds are worse. */
const DRIFT = 100e-6;

/** What the steady clocks of two hosts may differ by beside their drift, in milliseconds. */
const ROUNDING = 1;

/**
 * Adds a round trip to those that are known. Where it cannot be true together with the newest of
 * them, one of the clocks was set, or our host slept: what was known before is worth nothing then.
 */
export function withTrip(known: readonly RoundTrip[], trip: RoundTrip): readonly RoundTrip[] {
  const newest = known.at(-1);
  const agrees = newest === undefined || overlap(newest, trip);
  return [...(agrees ? known : []), trip].slice(-TRIPS_KEPT);
}

/**
 * The best of some round trips: the one that leaves the least room for error, which is half its
 * length and what the clocks have drifted since (the clock filter of RFC 5905 §10). The answer is
 * taken for the middle of the trip, as the offset of RFC 5905 §8 has it. Null when there is none.
 */
export function bestSighting(trips: readonly RoundTrip[]): Sighting | null {
  const newest = trips.at(-1);
  if (newest === undefined) return null;
  const room = ({ sent, received }: RoundTrip) =>
    (received - sent) / 2 + (newest.received - received) * DRIFT;
  const best = trips.reduce((least, trip) => (room(trip) <= room(least) ? trip : least));
  return { now: best.at, steady: (best.sent + best.received) / 2 };
}

/** Each trip bounds how far the other clock is ahead of our steady one; whether both bounds can hold. */
function overlap(earlier: RoundTrip, later: RoundTrip): boolean {
  const slack: Millis = ROUNDING + (later.received - earlier.received) * DRIFT;
  return (
    later.at - later.received <= earlier.at - earlier.sent + slack &&
    earlier.at - earlier.received <= later.at - later.sent + slack
  );
}
