import { createHeap, type Happening } from './heap.ts';

/** What comes first among the happenings of one millisecond. */
export const RANKS = {
  /** The world changes: a block ends, a fault begins. */
  world: 0,
  /** Timers of a process: after a block they fire before the requests that waited. */
  timer: 1,
  /** What comes in from outside, and the database. */
  arrival: 2,
} as const;

/** The true time of a simulated world, in whole milliseconds, and all that is to happen in it. */
export interface Timeline {
  now(): number;
  /** Calls `fire` at `time`; promises settle before the next happening. The answer calls it off. */
  at(time: number, fire: () => void, rank?: number): () => void;
  /** The same for what starts nothing asynchronous: nothing has to settle after it. */
  quietly(time: number, fire: () => void, rank?: number): () => void;
  /** Lets the world run until `end`, or until `halted` says so. Rejects with what a happening threw. */
  run(end: number, halted: () => boolean): Promise<void>;
  /** How many happenings there were. */
  happened(): number;
}

/** A world's time, from `start` on. */
export function createTimeline(start: number): Timeline {
  const heap = createHeap();
  const settle = createSettling();
  let now = start;
  let order = 0;
  let happened = 0;

  return {
    now: () => now,
    at: (time, fire, rank = RANKS.world) => plan(time, fire, rank, false),
    quietly: (time, fire, rank = RANKS.world) => plan(time, fire, rank, true),
    run: (end, halted) => new Promise((resolve, reject) => step(end, halted, resolve, reject)),
    happened: () => happened,
  };

  function plan(time: number, fire: () => void, rank: number, quiet: boolean): () => void {
    const item: Happening = { at: Math.max(now, Math.ceil(time)), rank, order, fire, quiet };
    order += 1;
    heap.push(item);
    return () => {
      item.fire = null;
    };
  }

  function step(
    end: number,
    halted: () => boolean,
    resolve: () => void,
    reject: (error: unknown) => void,
  ): void {
    try {
      for (;;) {
        const next = heap.peek();
        if (next === undefined || next.at > end || halted()) {
          if (!halted()) now = Math.max(now, end);
          resolve();
          return;
        }
        heap.pop();
        const { fire } = next;
        if (fire === null) continue;
        now = next.at;
        happened += 1;
        fire();
        if (next.quiet) continue;
        settle(() => step(end, halted, resolve, reject));
        return;
      }
    } catch (error) {
      reject(error);
    }
  }
}

/** One turn of the event loop after so many happenings, for whoever else lives in this process. */
const TURN_EVERY = 2048;

/**
 * Goes on when every promise has run out: what a microtask asks for the next tick comes after all
 * microtasks, those that they start among them. A turn of the event loop would do as well, and
 * costs five times as much.
 */
function createSettling(): (goOn: () => void) => void {
  let turns = 0;
  let next = () => {};
  const tick = () => next();
  const soon = () => process.nextTick(tick);
  return (goOn) => {
    turns += 1;
    if (turns % TURN_EVERY === 0) {
      setImmediate(goOn);
      return;
    }
    next = goOn;
    queueMicrotask(soon);
  };
}
