import type { Schedule } from '../../server/watchdog/schedule.ts';
import type { Machine } from '../engine/machine.ts';
import type { Process } from '../engine/process.ts';
import { RANKS } from '../engine/timeline.ts';

/** Every two minutes. */
const EVERY = 120_000;
/** As `MISFIRE_GRACE` of the cron: a firing that is later is left out. */
const GRACE = 60_000;

/**
 * A cron on the clock of a simulated machine, as node-cron goes by the host's: it fires at even
 * minutes of the wall clock, and a clock that is set back makes it wait. `isLost`: a tick that
 * does not come.
 */
export function createSchedule(parts: {
  process: Process;
  machine: Machine;
  isLost: () => boolean;
}): Schedule {
  const { process, machine, isLost } = parts;
  let fire: (() => Promise<void>) | null = null;
  let due = 0;
  let busy = false;
  let callOff = () => {};

  return {
    start(fired) {
      if (fire !== null) return;
      fire = fired;
      plan();
    },
    stop() {
      fire = null;
      callOff();
    },
    next(now) {
      if (fire === null) return null;
      const ahead = now - machine.wall();
      return nextEven(machine.wall()) + (Math.abs(ahead) < 1000 ? 0 : ahead);
    },
  };

  function plan(): void {
    due = nextEven(machine.wall());
    sleep();
  }

  /** Looks at the wall clock every half minute, so that a leap does not go unseen for long. */
  function sleep(): void {
    const wait = Math.min(Math.max(due - machine.wall(), 1), 30_000);
    callOff = process.later(wait, wake, RANKS.timer);
  }

  function wake(): void {
    const late = machine.wall() - due;
    if (late < 0) {
      sleep();
      return;
    }
    if (late <= GRACE && !busy && !isLost()) void run();
    plan();
  }

  async function run(): Promise<void> {
    busy = true;
    try {
      await fire?.();
    } finally {
      busy = false;
    }
  }
}

function nextEven(wall: number): number {
  return (Math.floor(wall / EVERY) + 1) * EVERY;
}
