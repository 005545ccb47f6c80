import type { Timeline } from './timeline.ts';

/** The computer that the servers run on: its clock can be set, and it can sleep. */
export interface Machine {
  /** What its clock shows. */
  wall(): number;
  /** Milliseconds for which it has been awake, which do not leap. */
  steady(): number;
  /** How long it has slept so far, a sleep that has begun counted whole. */
  slept(): number;
  asleepUntil(): number;
  /** How far its clock is behind what it once showed, set back as it was; in milliseconds. */
  behind(): number;
  /** Sets its clock forward, or back. */
  leap(ms: number): void;
  sleep(ms: number): void;
}

export function createMachine(timeline: Timeline): Machine {
  let offset = 0;
  let furthest = 0;
  let slept = 0;
  let asleepUntil = 0;

  return {
    wall: () => timeline.now() + offset,
    // Nothing reads it in mid-sleep, and afterwards the whole sleep is left out.
    steady: () => timeline.now() - slept,
    slept: () => slept,
    asleepUntil: () => asleepUntil,
    behind: () => furthest - offset,
    leap(ms) {
      offset += ms;
      furthest = Math.max(furthest, offset);
    },
    sleep(ms) {
      const from = Math.max(timeline.now(), asleepUntil);
      asleepUntil = from + ms;
      slept += ms;
    },
  };
}
