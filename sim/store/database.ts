import { Problem } from '../../server/domain/errors.ts';
import type { Process } from '../engine/process.ts';
import type { Random } from '../engine/random.ts';
import { RANKS, type Timeline } from '../engine/timeline.ts';

/** How long a job tries while the database is away, as the real store does, in milliseconds. */
const BUSY_FOR = 2000;

/** One answer in so many comes a moment after its commit, so that things can happen in between. */
const ANSWERS_LATE = 8;

/** What is wrong with the database, for all who use it. */
export interface Trouble {
  awayUntil: number;
  /** Until then each job takes from 1 ms to `latency`. */
  slowUntil: number;
  latency: number;
}

/** A job, and when it was asked for, by the true time. */
export type Job<T> = (asked: number) => T;

/** The way of one process to the database. Jobs fail with `Problem('unavailable')` while it is away. */
export interface Door {
  read<T>(job: Job<T>): Promise<T>;
  /** Writes take effect in the order in which they were asked for. */
  write<T>(job: Job<T>): Promise<T>;
}

/** The parts that {@link createDoor} stands on. */
export interface DoorParts {
  timeline: Timeline;
  process: Process;
  trouble: Trouble;
  random: Random;
  /** Told after each commit; may end the process, which then never hears of it. */
  committed(): void;
}

interface Waiting {
  asked: number;
  isWrite: boolean;
  perform(): void;
  refuse(): void;
}

/** The database is in the process: while that is blocked nothing is committed. */
export function createDoor({ timeline, process, trouble, random, committed }: DoorParts): Door {
  /** Writes in the order in which they were asked for, as the real store's writer has them. */
  let queue: Waiting[] = [];
  let lastWriteAt = 0;
  let answerDueAt = 0;

  return {
    read: (job) => ask(job, false),
    write: (job) => ask(job, true),
  };

  function ask<T>(job: Job<T>, isWrite: boolean): Promise<T> {
    return new Promise((resolve, reject) => {
      const asked = timeline.now();
      const waiting: Waiting = { asked, isWrite, perform, refuse: () => reject(AWAY) };
      if (isWrite) queue.push(waiting);
      process.later(waitOf(asked, isWrite), () => attempt(waiting), RANKS.arrival);

      function perform(): void {
        try {
          const result = job(asked);
          if (isWrite) committed();
          if (!process.isAlive()) return;
          if (random.int(1, ANSWERS_LATE) > 1) resolve(result);
          else answerLater(isWrite, () => resolve(result));
        } catch (error) {
          reject(error);
        }
      }
    });
  }

  /** A writer takes up the next job when the last one's caller has been told. */
  function answerLater(isWrite: boolean, answer: () => void): void {
    const wait = random.int(0, 20);
    if (isWrite) answerDueAt = timeline.now() + wait;
    process.later(wait, answer, RANKS.arrival);
  }

  function waitOf(asked: number, isWrite: boolean): number {
    const isSlow = asked < trouble.slowUntil;
    const latency = isSlow ? random.int(1, trouble.latency) : random.int(0, 2);
    if (!isWrite) return latency;
    lastWriteAt = Math.max(asked + latency, lastWriteAt);
    return lastWriteAt - asked;
  }

  function attempt(waiting: Waiting): void {
    const now = timeline.now();
    // It has been taken along by one that was asked for later.
    if (waiting.isWrite && !queue.includes(waiting)) return;
    if (now < trouble.awayUntil) {
      const until = Math.min(waiting.asked + BUSY_FOR, trouble.awayUntil);
      if (now < until) {
        process.later(until - now, () => attempt(waiting), RANKS.arrival);
        return;
      }
      queue = queue.filter((other) => other !== waiting);
      waiting.refuse();
      return;
    }
    if (!waiting.isWrite) {
      waiting.perform();
      return;
    }
    if (now < answerDueAt) {
      process.later(answerDueAt - now, () => attempt(waiting), RANKS.arrival);
      return;
    }
    for (let first = queue.shift(); first !== undefined; first = queue.shift()) {
      first.perform();
      if (first === waiting || !process.isAlive()) return;
      if (now < answerDueAt) {
        process.later(answerDueAt - now, () => attempt(waiting), RANKS.arrival);
        return;
      }
    }
  }
}

/** Made once: there are many, and a stack is dear. */
const AWAY = new Problem(
  'unavailable',
  'The database does not answer as it should; try again in a moment.',
);
