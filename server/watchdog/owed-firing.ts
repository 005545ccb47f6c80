import type { Clock, Log } from '../domain/ports.ts';
import { type Millis, toIso } from '../domain/time.ts';
import type { Schedule } from './schedule.ts';

/** How late a firing may be, in milliseconds, before it is made up without the schedule. */
export const MAKE_UP_AFTER: Millis = 30_000;

/** How often that is looked at, in milliseconds, at the least: a clock that leaps wakes no timer. */
export const OWED_LOOK_INTERVAL: Millis = 10_000;

/** The firing that a schedule owes, by our clock. It is paid when its work has ended. */
export interface OwedFiring {
  start(): void;
  /** Tolerates never-started and twice. */
  stop(): void;
  /** When it is due; null while it is not started. */
  dueAt(): Millis | null;
}

/** The parts that {@link createOwedFiring} stands on. */
export interface OwedFiringParts {
  schedule: Schedule;
  clock: Clock;
  log: Log;
  /** What a firing does; never rejects. */
  work(): Promise<void>;
}

/**
 * Runs `work` at each firing of the schedule, and makes one up that does not come. node-cron goes
 * by the host's clock: when that is set back an hour it stays silent for an hour; so the schedule
 * is started anew, which lets it plan from what the clock shows now.
 */
export function createOwedFiring(parts: OwedFiringParts): OwedFiring {
  const { schedule, clock, log } = parts;
  let dueAt: Millis | null = null;
  let working = false;
  let running = false;
  let callOff = () => {};

  return {
    start() {
      running = true;
      schedule.start(work);
      owe();
      watch();
    },
    stop() {
      running = false;
      dueAt = null;
      callOff();
      schedule.stop();
    },
    dueAt: () => dueAt,
  };

  /** What was owed is paid, well or badly, when the work ends; only then is the next one owed. */
  async function work(): Promise<void> {
    if (!running || working) return;
    working = true;
    await parts.work();
    working = false;
    if (running) owe();
  }

  function owe(): void {
    dueAt = schedule.next(clock.now());
  }

  function watch(): void {
    callOff = clock.after(OWED_LOOK_INTERVAL, () => {
      if (!working && dueAt !== null && clock.now() > dueAt + MAKE_UP_AFTER) makeUp(dueAt);
      watch();
    });
  }

  function makeUp(due: Millis): void {
    log.warn('a scheduled sweep has not come and is made up', { due: toIso(due) });
    schedule.stop();
    schedule.start(work);
    void work();
  }
}
