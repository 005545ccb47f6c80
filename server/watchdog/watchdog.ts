import { Problem } from '../domain/errors.ts';
import type {
  Clock,
  Deadlines,
  Log,
  RunStore,
  StaleStore,
  Startable,
  Sweeper,
  Watchdog,
} from '../domain/ports.ts';
import { presentSweep, type SweepTrigger } from '../domain/sweep.ts';
import { type Millis, toIsoOrNull } from '../domain/time.ts';
import type { WatchdogState } from '../domain/watchdog.ts';
import { createCronSchedule } from './cron-schedule.ts';
import { createDeadlineTimer, type PassResult } from './deadline-timer.ts';
import { illnessOf } from './health.ts';
import type { Schedule } from './schedule.ts';

/** The parts that {@link createWatchdog} stands on. */
export interface WatchdogParts {
  clock: Clock;
  log: Log;
  sweeper: Sweeper;
  store: Pick<StaleStore, 'nextDeadline' | 'sweeps'>;
  runs: Pick<RunStore, 'countRunning'>;
  /** When to sweep, as a cron expression. */
  cron: string;
  /** The STALE_AFTER_SECONDS setting, to be shown. */
  staleAfterSeconds: number;
  /** What fires by `cron`; node-cron unless told otherwise. */
  schedule?: Schedule;
}

/**
 * Starts sweeps: on a schedule, and at the earliest deadline. It decides nothing. Throws when the
 * cron expression is none.
 */
export function createWatchdog(parts: WatchdogParts): Watchdog & Deadlines & Startable {
  const { clock, log, sweeper, store, runs, cron, staleAfterSeconds } = parts;
  const schedule = parts.schedule ?? createCronSchedule({ expression: cron, log });
  const timer = createDeadlineTimer({
    clock,
    log,
    nextDeadline: () => store.nextDeadline(),
    pass: () => pass('deadline'),
  });
  const underWay = new Set<Promise<unknown>>();
  let running = false;
  let owedAt: Millis | null = null;
  let failuresInARow = 0;
  let failure: string | null = null;

  return {
    async start() {
      if (running) return;
      running = true;
      try {
        schedule.start(() => track(sweepOnSchedule()));
        owedAt = schedule.next();
        await timer.start();
      } catch (error) {
        await stop();
        throw error;
      }
    },
    stop,
    notice: timer.notice,

    async state(): Promise<WatchdogState> {
      const [count, newest, nextDeadlineAt] = await Promise.all([
        runs.countRunning(),
        store.sweeps({ cursor: null, limit: 1 }),
        store.nextDeadline(),
      ]);
      const reason = illnessOf({ now: clock.now(), owedAt, failuresInARow, failure });
      const last = newest.rows[0];
      return {
        healthy: reason === null,
        reason,
        cron,
        staleAfterSeconds,
        running: count,
        lastSweep: last === undefined ? null : presentSweep(last),
        nextSweepAt: toIsoOrNull(owedAt),
        nextDeadlineAt: toIsoOrNull(nextDeadlineAt),
      };
    },
  };

  async function sweepOnSchedule(): Promise<void> {
    if (!running) return;
    const result = await pass('watchdog');
    // What was owed is paid, well or badly; only now does the next firing become what is owed.
    if (running) owedAt = schedule.next();
    await timer.passEnded(result);
  }

  function pass(trigger: SweepTrigger): Promise<PassResult> {
    return track(attempt(trigger));
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

  async function stop(): Promise<void> {
    running = false;
    owedAt = null;
    schedule.stop();
    timer.stop();
    await Promise.all(underWay);
  }

  function track<T>(work: Promise<T>): Promise<T> {
    underWay.add(work);
    const end = () => void underWay.delete(work);
    work.then(end, end);
    return work;
  }
}
