import type { Deadlines, Startable, Watchdog } from '../domain/ports.ts';
import type { SweepOutcome, SweepRecord, SweepRequest } from '../domain/sweep.ts';
import type { Millis } from '../domain/time.ts';
import type { Schedule } from '../watchdog/schedule.ts';
import { createWatchdog } from '../watchdog/watchdog.ts';
import { createFakeClock, type FakeClock } from './fake-clock.ts';
import { createRecordingLog } from './quiet.ts';

/** What a test lets the watchdog see, and what it asked for. */
export interface WatchdogWorld {
  /** The earliest deadline in the store. */
  deadline: Millis | null;
  /** The recorded passes, newest first. */
  sweeps: SweepRecord[];
  asked: SweepRequest[];
  /** One pass; unless told otherwise it takes away a deadline that is due. */
  sweep(): Promise<SweepOutcome>;
}

/** A watchdog whose cron a test fires by hand: every even minute. */
export interface TestWatchdog {
  clock: FakeClock;
  world: WatchdogWorld;
  watchdog: Watchdog & Deadlines & Startable;
  /** Fires the cron; resolves when the pass has ended. */
  fire(): Promise<void>;
  /** The triggers of the passes asked for, in order. */
  triggers(): string[];
  /** Whether the cron is running. */
  scheduled(): boolean;
}

export function openTestWatchdog(): TestWatchdog {
  const clock = createFakeClock();
  const world: WatchdogWorld = {
    deadline: null,
    sweeps: [],
    asked: [],
    async sweep() {
      if (world.deadline !== null && world.deadline <= clock.now()) world.deadline = null;
      return { now: clock.now(), sweep: null, marked: [], spared: [] };
    },
  };
  let fireCron: (() => Promise<void>) | null = null;
  const schedule: Schedule = {
    start(fire) {
      fireCron = fire;
    },
    stop() {
      fireCron = null;
    },
    next: () => (Math.floor(clock.now() / TWO_MINUTES) + 1) * TWO_MINUTES,
  };
  const watchdog = createWatchdog({
    clock,
    log: createRecordingLog(),
    sweeper: {
      sweep(request) {
        world.asked.push(request);
        return world.sweep();
      },
    },
    store: {
      nextDeadline: async () => world.deadline,
      sweeps: async ({ limit }) => ({ rows: world.sweeps.slice(0, limit), nextCursor: null }),
    },
    runs: { countRunning: async () => 12 },
    cron: '*/2 * * * *',
    staleAfterSeconds: 600,
    schedule,
  });
  return {
    clock,
    world,
    watchdog,
    fire: () => fireCron?.() ?? Promise.reject(new Error('the schedule does not run')),
    triggers: () => world.asked.map(({ trigger }) => trigger),
    scheduled: () => fireCron !== null,
  };
}

const TWO_MINUTES = 120_000;
