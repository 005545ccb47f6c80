import type { Run } from '../../server/domain/run.ts';
import { seconds } from '../../server/domain/time.ts';

/** What of a run's life the vitals are read from. */
type Living = Pick<Run, 'status' | 'lastSignAt' | 'deadlineAt' | 'staleAfterSeconds'>;

/** When a run counts as dead if it stays silent, in milliseconds: its limit and its deadline have both passed. */
export function diesAt(run: Living): number {
  const limit = Date.parse(run.lastSignAt) + seconds(run.staleAfterSeconds);
  return Math.max(limit, Date.parse(run.deadlineAt));
}

/** Whether a running run is in the last quarter of the silence it is allowed. */
export function isSuspect(run: Living, now: number): boolean {
  return run.status === 'RUNNING' && diesAt(run) - now <= seconds(run.staleAfterSeconds) / 4;
}
