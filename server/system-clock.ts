import type { Clock } from './domain/ports.ts';
import type { Millis } from './domain/time.ts';

/** The clocks and the timers of the host. */
export interface Host {
  /** The time of day in whole milliseconds; it is set forward and back. */
  wall(): Millis;
  /** Milliseconds since some fixed moment; nobody sets it, and it stands still while the host sleeps. */
  steady(): number;
  /** See `Clock.after`. */
  after(ms: number, fire: () => void): () => void;
}

/** One reading of our time. */
export interface Reading {
  /** Our time; fractions of a millisecond count. */
  now: number;
  steady: number;
}

/** A wall clock that is behind ours by up to this, in milliseconds, is waited for, at half speed. */
export const LAG_WAITED_FOR: Millis = 1000;

/** The system's time, kept from going back within the process, and its timers. */
export function createSystemClock(host: Host = thisHost): Clock {
  let last: Reading | null = null;
  return {
    now() {
      last = readTime(last, host.wall(), host.steady());
      return Math.floor(last.now);
    },
    steady: host.steady,
    after: host.after,
  };
}

/**
 * Our time after `last`, when the host's clocks show `wall` and `steady`. The wall is followed
 * wherever it is ahead, be it by a leap. Where it was set back our time goes on as the steady clock
 * does: one that stood still instead would show the dead as alive until the wall has caught up.
 * Only what a time server corrects by is waited for, and then too we go on, at half speed.
 */
export function readTime(last: Reading | null, wall: Millis, steady: number): Reading {
  if (last === null) return { now: wall, steady };
  const elapsed = Math.max(0, steady - last.steady);
  const isNear = last.now + elapsed - wall <= LAG_WAITED_FOR;
  return { now: Math.max(wall, last.now + (isNear ? elapsed / 2 : elapsed)), steady };
}

const thisHost: Host = {
  wall: () => Date.now(),
  steady: () => performance.now(),
  after(ms, fire) {
    const timer = setTimeout(fire, ms);
    return () => clearTimeout(timer);
  },
};
