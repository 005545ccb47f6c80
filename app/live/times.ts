import type { Run } from '../../server/domain/run.ts';

/** What of a run's times is compared again and again. */
type Timed = Pick<Run, 'startedAt' | 'lastSignAt' | 'deadlineAt'>;

/** Times in milliseconds. */
export interface Times {
  started: number;
  lastSign: number;
  deadline: number;
}

const read = new WeakMap<Timed, Times>();

/** The times of a run, read once: a board of thousands asks for them every second. */
export function timesOf(run: Timed): Times {
  const known = read.get(run);
  if (known !== undefined) return known;
  const times = {
    started: Date.parse(run.startedAt),
    lastSign: Date.parse(run.lastSignAt),
    deadline: Date.parse(run.deadlineAt),
  };
  read.set(run, times);
  return times;
}
