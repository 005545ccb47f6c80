import type { Clock } from '../../server/domain/ports.ts';
import { createSystemClock } from '../../server/system-clock.ts';
import type { Machine } from './machine.ts';
import { RANKS, type Timeline } from './timeline.ts';

/** One life of a server process: its clock, and its event loop, which can be blocked. */
export interface Process {
  readonly clock: Clock;
  isAlive(): boolean;
  blockedUntil(): number;
  /** Whether its loop turns now. */
  isResponsive(): boolean;
  /** Nothing of this process happens for `ms` milliseconds. */
  block(ms: number): void;
  /** Ends it at once; nothing of it happens any more. */
  kill(): void;
  /** Calls `fire` in this process `ms` milliseconds from now, unless it is dead by then. */
  later(ms: number, fire: () => void, rank: number): () => void;
}

export function createProcess({
  timeline,
  machine,
}: {
  timeline: Timeline;
  machine: Machine;
}): Process {
  let alive = true;
  let blockedUntil = 0;

  return {
    clock: createSystemClock({
      wall: machine.wall,
      steady: machine.steady,
      // Node makes a millisecond of nothing.
      after: (ms, fire) => later(Math.max(1, Math.ceil(ms)), fire, RANKS.timer),
    }),
    isAlive: () => alive,
    blockedUntil: () => blockedUntil,
    isResponsive: () =>
      alive && timeline.now() >= blockedUntil && timeline.now() >= machine.asleepUntil(),
    block(ms) {
      blockedUntil = Math.max(blockedUntil, timeline.now() + ms);
    },
    kill() {
      alive = false;
    },
    later,
  };

  function later(ms: number, fire: () => void, rank: number): () => void {
    let slept = machine.slept();
    let callOff = timeline.at(timeline.now() + ms, turn, rank);
    return () => callOff();

    function turn(): void {
      if (!alive) return;
      const missed = machine.slept() - slept;
      if (missed > 0) {
        slept += missed;
        callOff = timeline.at(timeline.now() + missed, turn, rank);
      } else if (timeline.now() < blockedUntil) {
        callOff = timeline.at(blockedUntil, turn, rank);
      } else {
        fire();
      }
    }
  }
}
