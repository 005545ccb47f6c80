import { Problem } from '../domain/errors.ts';
import type {
  Bulletin,
  Clock,
  Deadlines,
  Ear,
  Live,
  Log,
  RunStore,
  StaleStore,
  Startable,
  Storms,
  Suspects,
  Sweeper,
  Watchdog,
} from '../domain/ports.ts';
import { presentSweep, type SweepTrigger } from '../domain/sweep.ts';
import { toIsoOrNull } from '../domain/time.ts';
import type { WatchdogState } from '../domain/watchdog.ts';
import type { Suspicions } from '../services/suspicion.ts';
import { createBulletin } from './bulletin.ts';
import { createCronSchedule } from './cron-schedule.ts';
import { createDeadlineTimer, type PassResult } from './deadline-timer.ts';
import { illnessOf } from './health.ts';
import { createKnownFacts } from './known-facts.ts';
import { createOwedFiring } from './owed-firing.ts';
import type { Schedule } from './schedule.ts';

/** The parts that {@link createWatchdog} stands on. */
export interface WatchdogParts {
  clock: Clock;
  log: Log;
  sweeper: Sweeper;
  suspicion: Suspicions;
  ear: Pick<Ear, 'hearing'>;
  storms: Storms;
  live: Pick<Live, 'watchdogChanged'>;
  store: Pick<StaleStore, 'nextDeadline' | 'sweeps'>;
  runs: Pick<RunStore, 'countRunning'>;
  /** When to sweep, as a cron expression. */
  cron: string;
  /** The STALE_AFTER_SECONDS setting, to be shown. */
  staleAfterSeconds: number;
  /** The STUCK_AFTER_SECONDS setting, to be shown. */
  stuckAfterSeconds: number;
  /** What fires by `cron`; node-cron unless told otherwise. */
  schedule?: Schedule;
}

/** The watchdog, and where the other parts say what it should know. */
export interface WatchdogPart extends Watchdog, Deadlines, Bulletin, Startable {
  readonly suspects: Suspects;
}

/**
 * Starts sweeps, on a schedule and at the earliest deadline, and looks at whom to suspect. It
 * decides nothing. Throws when the cron expression is none.
 */
export function createWatchdog(parts: WatchdogParts): WatchdogPart {
  const { clock, log, sweeper, suspicion, ear, storms, store, runs, cron } = parts;
  const { schedule = createCronSchedule({ expression: cron, log }) } = parts;
  const owed = createOwedFiring({ schedule, clock, log, work: () => track(sweepOnSchedule()) });
  const deaths = createDeadlineTimer({
    clock,
    log,
    nextDeadline: () => store.nextDeadline(),
    pass: () => track(attempt('deadline')),
  });
  const looks = createDeadlineTimer({
    clock,
    log,
    nextDeadline: () => suspicion.nextSuspectAt(),
    pass: () => track(look()),
  });
  const facts = createKnownFacts({
    clock,
    isDeaf: () => ear.hearing().deaf !== null,
    read: () =>
      Promise.all([
        runs.countRunning(),
        store.sweeps({ cursor: null, limit: 1 }),
        store.nextDeadline(),
        storms.current(),
      ]),
  });
  const bulletin = createBulletin({ live: parts.live, log, state });
  const underWay = new Set<Promise<unknown>>();
  let running = false;
  let failuresInARow = 0;
  let failure: string | null = null;

  return {
    async start() {
      if (running) return;
      running = true;
      try {
        owed.start();
        await deaths.start();
        await suspicion.start();
        await looks.start();
        // Known from the start on: the database may be away when it is first asked.
        await facts();
      } catch (error) {
        await stop();
        throw error;
      }
    },
    stop,
    notice: deaths.notice,
    suspects: { notice: looks.notice },
    changed() {
      if (running) bulletin.changed();
    },
    state,
  };

  async function state(): Promise<WatchdogState> {
    const [count, newest, nextDeadlineAt, storm] = await facts();
    const dueAt = owed.dueAt();
    const { since, deaf } = ear.hearing();
    const passes = { now: clock.now(), owedAt: dueAt, failuresInARow, failure, deaf };
    const reason = illnessOf(passes);
    const last = newest.rows[0];
    return {
      healthy: reason === null,
      reason,
      cron,
      staleAfterSeconds: parts.staleAfterSeconds,
      stuckAfterSeconds: parts.stuckAfterSeconds,
      running: count,
      lastSweep: last === undefined ? null : presentSweep(last),
      nextSweepAt: toIsoOrNull(dueAt),
      nextDeadlineAt: toIsoOrNull(nextDeadlineAt),
      hearingSince: toIsoOrNull(since),
      deafSince: toIsoOrNull(deaf?.from ?? null),
      storm,
    };
  }

  async function sweepOnSchedule(): Promise<void> {
    await deaths.passEnded(await attempt('watchdog'));
  }

  async function attempt(trigger: SweepTrigger): Promise<PassResult> {
    try {
      const { now } = await sweeper.sweep({ trigger });
      failuresInARow = 0;
      failure = null;
      return { judgedAt: now };
    } catch (error) {
      failuresInARow += 1;
      failure = error instanceof Problem ? error.message : null;
      return 'failed';
    }
  }

  async function look(): Promise<PassResult> {
    try {
      return await suspicion.look();
    } catch (error) {
      if (!(error instanceof Problem)) log.error('the silent could not be looked at', { error });
      return 'failed';
    }
  }

  async function stop(): Promise<void> {
    running = false;
    owed.stop();
    deaths.stop();
    looks.stop();
    await Promise.all(underWay);
    await bulletin.said();
  }

  function track<T>(work: Promise<T>): Promise<T> {
    underWay.add(work);
    const end = () => void underWay.delete(work);
    work.then(end, end);
    return work;
  }
}
