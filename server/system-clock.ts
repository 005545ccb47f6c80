import type { Sighting } from './domain/clock-offset.ts';
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

/** A clock that can be told to follow another. */
export type FollowingClock = Clock & Required<Pick<Clock, 'follow'>>;

/** The system's time, kept from going back within the process, and its timers. */
export function createSystemClock(host: Host = thisHost): FollowingClock {
  let last: Reading | null = null;
  let course: Course | null = null;
  return {
    now() {
      const [wall, steady] = [host.wall(), host.steady()];
      if (course === null) {
        last = readTime(last, wall, steady);
      } else {
        last = readCourse(last, course.seen, steady);
        loseCourse(course, wall - steady);
      }
      return Math.floor(last.now);
    },
    steady: host.steady,
    after: host.after,
    follow(seen, lost) {
      const wall = host.wall();
      const steady = host.steady();
      // Whoever begins to follow has written nothing yet: that once its time may go back.
      if (course === null) last = null;
      course = { seen, apart: wall - steady, lost };
      return wall - (seen.now + steady - seen.steady);
    },
  };
}

/** The clock that ours follows. */
interface Course {
  seen: Sighting;
  /** How far the host's two clocks were apart when it was seen. */
  apart: number;
  /** Called once when they are no longer: the host slept, or its clock was set; null: it was. */
  lost: (() => void) | null;
}

/** A host that slept does not show it in its steady clock: what was seen holds no longer. */
function loseCourse(course: Course, apart: number): void {
  if (course.lost === null || Math.abs(apart - course.apart) <= LAG_WAITED_FOR) return;
  const { lost } = course;
  course.lost = null;
  lost();
}

/**
 * Our time after `last` where it follows another clock that was `seen`. Whoever is behind it
 * follows it, be it by a leap; whoever is ahead waits for it at half speed, however long that takes:
 * nodes whose times differ for good would take each other's runs for dead.
 */
export function readCourse(last: Reading | null, seen: Sighting, steady: number): Reading {
  const now = seen.now + steady - seen.steady;
  if (last === null) return { now, steady };
  const elapsed = Math.max(0, steady - last.steady);
  return { now: Math.max(now, last.now + elapsed / 2), steady };
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
