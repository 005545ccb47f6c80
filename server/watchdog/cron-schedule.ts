import { createTask, type ScheduledTask, validate, validateDetailed } from 'node-cron';
import type { Log } from '../domain/ports.ts';
import type { Millis } from '../domain/time.ts';
import type { Schedule } from './schedule.ts';

/** How late a firing may be and still take place, in milliseconds: the server was busy or asleep. */
export const MISFIRE_GRACE: Millis = 60_000;

/** The parts that {@link createCronSchedule} stands on. */
export interface CronScheduleParts {
  /** Five fields, or six with seconds first; in the server's time zone. */
  expression: string;
  log: Log;
  /** The host's time of day, by which node-cron fires; that of this host unless told otherwise. */
  wall?: () => Millis;
}

/** Our clock and the wall clock are one up to this difference, in milliseconds. */
const SAME_TIME: Millis = 1000;

/** Whether node-cron understands an expression. */
export function isCronExpression(expression: string): boolean {
  return validate(expression);
}

/** A schedule by cron, on the system's clock. Throws, saying why, when the expression is none. */
export function createCronSchedule(parts: CronScheduleParts): Schedule {
  const { expression, log, wall = Date.now } = parts;
  const { valid, errors } = validateDetailed(expression);
  if (!valid) {
    const reasons = errors.map((error) => error.message).join('; ');
    throw new Error(`"${expression}" is not a cron expression: ${reasons}.`);
  }
  let task: ScheduledTask | null = null;

  return {
    start(fire) {
      if (task !== null) return;
      task = createTask(expression, fire, {
        noOverlap: true,
        missedExecutionTolerance: MISFIRE_GRACE,
        logger: loggerOf(log),
      });
      task.on('execution:missed', ({ date }) => {
        log.warn('a scheduled sweep was missed: the server was asleep or too busy', { due: date });
      });
      void task.start();
    },
    stop() {
      // Destroyed, not only stopped: node-cron keeps a list of every task of the process.
      void task?.destroy();
      task = null;
    },
    next(now) {
      const next = task?.getNextRun()?.getTime();
      if (next === undefined) return null;
      // Ours goes on when the wall clock is set back, so the same firing has another time by it.
      const ahead = now - wall();
      return Math.abs(ahead) < SAME_TIME ? next : next + ahead;
    },
  };
}

/** node-cron would print to the console. */
function loggerOf(log: Log) {
  return {
    info: (message: string) => log.info(message),
    warn: (message: string) => log.warn(message),
    error: (message: string | Error, error?: Error) => log.error(String(message), { error }),
    debug: () => {},
  };
}
