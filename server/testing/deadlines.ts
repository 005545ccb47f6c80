import type { Clock } from '../domain/ports.ts';
import type { Millis } from '../domain/time.ts';
import {
  createDeadlineTimer,
  type DeadlineTimer,
  type PassResult,
} from '../watchdog/deadline-timer.ts';
import { createFakeClock, type FakeClock, NEW_YEAR } from './fake-clock.ts';
import { createRecordingLog, type RecordingLog } from './quiet.ts';

/** What a test lets the timer see; times are absolute, but for `passes`. */
export interface TimerWorld {
  deadlines: Millis[];
  /** When passes began, in milliseconds since the new year. */
  passes: Millis[];
  reads: number;
  pass(): Promise<PassResult>;
  read(): Promise<Millis | null>;
}

/** A deadline timer whose times are told in milliseconds since the new year. */
export interface TestTimer {
  clock: FakeClock;
  log: RecordingLog;
  world: TimerWorld;
  timer: DeadlineTimer;
  /** Writes a deadline and says so. */
  add(millis: Millis): void;
  /** When the timer will wake. */
  next(): Millis[];
}

/**
 * A timer over deadlines that a test writes; a pass takes away whatever is due unless told
 * otherwise. `early`: by how many milliseconds the system's timers fire too soon.
 */
export function openTestTimer(deadlines: Millis[] = [], early = 0): TestTimer {
  const clock = createFakeClock();
  const log = createRecordingLog();
  const world: TimerWorld = {
    deadlines: deadlines.map((millis) => NEW_YEAR + millis),
    passes: [],
    reads: 0,
    async pass() {
      const judgedAt = clock.now();
      world.deadlines = world.deadlines.filter((deadline) => deadline > judgedAt);
      return { judgedAt };
    },
    read: async () => (world.deadlines.length === 0 ? null : Math.min(...world.deadlines)),
  };
  const hasty: Clock = {
    now: clock.now,
    steady: clock.steady,
    after: (ms, fire) => clock.after(ms > early ? ms - early : ms, fire),
  };
  const timer = createDeadlineTimer({
    clock: hasty,
    log,
    nextDeadline() {
      world.reads += 1;
      return world.read();
    },
    pass() {
      world.passes.push(clock.now() - NEW_YEAR);
      return world.pass();
    },
  });
  return {
    clock,
    log,
    world,
    timer,
    add(millis) {
      world.deadlines.push(NEW_YEAR + millis);
      timer.notice(NEW_YEAR + millis);
    },
    next: () => clock.pending().map((at) => at - NEW_YEAR),
  };
}

/** A promise that a test settles. */
export function createGate<T>(): { open: (value: T) => void; opened: Promise<T> } {
  let open: (value: T) => void = () => {};
  const opened = new Promise<T>((resolve) => {
    open = resolve;
  });
  return { open: (value) => open(value), opened };
}
