import type { SweepWrite, SweepWritten } from '../../server/domain/ports.ts';
import type { Tables } from '../store/tables.ts';
import type { Judgement } from './judgement.ts';

/** Passes of one life that change nothing, a minute, beyond which the timer spins. */
const IDLE_A_MINUTE = 45;

/** Watches over the passes themselves. */
export interface PassWatch {
  /** A pass of this life of a server begins, or ends. */
  pass(life: string, begins: boolean): void;
  /** A pass was committed. */
  swept(life: string, written: SweepWritten, write: SweepWrite): void;
}

export function createPassWatch(
  { running }: Pick<Tables, 'running'>,
  judgement: Judgement,
  now: () => number,
): PassWatch {
  const underWay = new Map<string, number>();
  const idle = new Map<string, number[]>();

  return {
    pass(life, begins) {
      const count = (underWay.get(life) ?? 0) + (begins ? 1 : -1);
      underWay.set(life, count);
      if (count > 1) judgement.breaks('passes', `${count} passes of ${life} run at once.`);
    },
    swept(life, written, { sweep, now: judgedAt }) {
      const changed = written.marked.length + written.held.length + written.rearmed.length;
      if (changed > 0 || sweep?.trigger !== 'deadline' || !isLeftDue(judgedAt)) return;
      const times = (idle.get(life) ?? []).filter((at) => at > now() - 60_000);
      times.push(now());
      idle.set(life, times);
      if (times.length > IDLE_A_MINUTE) {
        judgement.breaks('passes', `${life} made ${times.length} passes for nothing in a minute.`);
      }
    },
  };

  /** Whether a candidate is as it was before the pass, so that the timer will fire for it again. */
  function isLeftDue(judgedAt: number): boolean {
    return [...running].some(({ record }) => record.deadlineAt <= judgedAt);
  }
}
