import type { Hearing } from '../domain/hearing.ts';
import { UNBROKEN } from '../domain/hearing.ts';
import type { Storm } from '../domain/storm.ts';
import type { SweepOutcome, SweepRecord, SweepRequest } from '../domain/sweep.ts';
import type { Millis } from '../domain/time.ts';
import type { Schedule } from '../watchdog/schedule.ts';
import { createWatchdog, type WatchdogPart } from '../watchdog/watchdog.ts';
import { createFakeClock, type FakeClock } from './fake-clock.ts';
import { createRecordingLog, type RecordingLog } from './quiet.ts';
import { createRecordingLive, type RecordingLive } from './recording-live.ts';

/** What a test lets the watchdog see, and what it asked for. */
export interface WatchdogWorld {
  /** The earliest deadline in the store. */
  deadline: Millis | null;
  /** The recorded passes, newest first. */
  sweeps: SweepRecord[];
  hearing: Hearing;
  storm: Storm | null;
  /** How many runs are RUNNING, as the store says. */
  running(): Promise<number>;
  /** When the next run may have to be suspected. */
  suspectAt: Millis | null;
  asked: SweepRequest[];
  /** When looks for suspicion began. */
  looks: Millis[];
  /** One pass; unless told otherwise it takes away a deadline that is due. */
  sweep(): Promise<SweepOutcome>;
  /** One look; unless told otherwise it takes away a `suspectAt` that is due. */
  look(): Promise<{ judgedAt: Millis }>;
}

/** A watchdog whose cron a test fires by hand: every even minute. */
export interface TestWatchdog {
  clock: FakeClock;
  log: RecordingLog;
  live: RecordingLive;
  world: WatchdogWorld;
  watchdog: WatchdogPart;
  /** Fires the cron; resolves when the pass has ended. */
  fire(): Promise<void>;
  /** The triggers of the passes asked for, in order. */
  triggers(): string[];
  /** Whether the cron is running. */
  scheduled(): boolean;
  /** How often the cron was started. */
  starts(): number;
}

export function openTestWatchdog(): TestWatchdog {
  const clock = createFakeClock();
  const log = createRecordingLog();
  const live = createRecordingLive();
  const world: WatchdogWorld = {
    deadline: null,
    sweeps: [],
    hearing: UNBROKEN,
    storm: null,
    running: async () => 12,
    suspectAt: null,
    asked: [],
    looks: [],
    async sweep() {
      if (world.deadline !== null && world.deadline <= clock.now()) world.deadline = null;
      return { now: clock.now(), sweep: null, marked: [], spared: [] };
    },
    async look() {
      if (world.suspectAt !== null && world.suspectAt <= clock.now()) world.suspectAt = null;
      return { judgedAt: clock.now() };
    },
  };
  let starts = 0;
  let fireCron: (() => Promise<void>) | null = null;
  const schedule: Schedule = {
    start(fire) {
      starts += 1;
      fireCron = fire;
    },
    stop() {
      fireCron = null;
    },
    next: () => (Math.floor(clock.now() / TWO_MINUTES) + 1) * TWO_MINUTES,
  };
  const watchdog = createWatchdog({
    clock,
    log,
    live,
    ear: { hearing: () => world.hearing },
    storms: { current: async () => world.storm },
    suspicion: {
      start: async () => {},
      look() {
        world.looks.push(clock.now());
        return world.look();
      },
      nextSuspectAt: async () => world.suspectAt,
    },
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
    runs: { countRunning: () => world.running() },
    cron: '*/2 * * * *',
    staleAfterSeconds: 600,
    stuckAfterSeconds: 1800,
    schedule,
  });
  return {
    clock,
    log,
    live,
    world,
    watchdog,
    fire: () => fireCron?.() ?? Promise.reject(new Error('the schedule does not run')),
    triggers: () => world.asked.map(({ trigger }) => trigger),
    scheduled: () => fireCron !== null,
    starts: () => starts,
  };
}

const TWO_MINUTES = 120_000;
