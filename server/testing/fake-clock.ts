import type { Clock } from '../domain/ports.ts';
import type { Millis } from '../domain/time.ts';

/** A clock that a test moves by hand. */
export interface FakeClock extends Clock {
  /** Moves on by `ms`, firing what falls due on the way, in order, and lets promises settle. */
  advance(ms: number): Promise<void>;
  /** Sets the time without firing anything: a clock that leaps. Timers keep to `steady`. */
  jump(to: Millis): void;
  /** Moves on by `ms` and fires nothing: a process that stands still. What is due fires late. */
  block(ms: number): void;
  /** The moments at which timers are due, earliest first. */
  pending(): Millis[];
}

/** 2026-01-01T00:00:00.000Z, where a fake clock starts unless told otherwise. */
export const NEW_YEAR: Millis = Date.UTC(2026, 0, 1);

/** A clock that stands still until it is moved. */
export function createFakeClock(start: Millis = NEW_YEAR): FakeClock {
  let now = start;
  let steady = 0;
  /** `at`: by the steady clock. */
  let timers: { at: number; fire: () => void }[] = [];

  const next = (until: number) =>
    timers.filter((timer) => timer.at <= until).sort((a, b) => a.at - b.at)[0];
  const move = (ms: number) => {
    now += ms;
    steady += ms;
  };

  return {
    now: () => now,
    steady: () => steady,
    after(ms, fire) {
      const timer = { at: steady + Math.max(0, ms), fire };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    async advance(ms) {
      const until = steady + ms;
      await settle();
      for (let timer = next(until); timer !== undefined; timer = next(until)) {
        const due = timer;
        timers = timers.filter((other) => other !== due);
        move(Math.max(0, due.at - steady));
        due.fire();
        await settle();
      }
      move(Math.max(0, until - steady));
      await settle();
    },
    jump(to) {
      now = to;
    },
    block: move,
    pending: () => timers.map(({ at }) => at - steady + now).sort((a, b) => a - b),
  };
}

/** Lets everything that is already resolved run. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 12; turn += 1) await new Promise<void>((done) => setImmediate(done));
}
