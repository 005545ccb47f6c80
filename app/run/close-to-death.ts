import type { Run } from '../../server/domain/run.ts';
import { type Millis, seconds } from '../../server/domain/time.ts';

/** The share of the limit, at its end, in which a run counts as close to death. */
export const LAST_QUARTER = 0.25;

/** Whether a running run has used up three quarters of the silence it is allowed. */
export function closeToDeath(
  run: Pick<Run, 'status' | 'deadlineAt' | 'staleAfterSeconds'>,
  now: Millis,
): boolean {
  if (run.status !== 'RUNNING') return false;
  return Date.parse(run.deadlineAt) - now <= seconds(run.staleAfterSeconds) * LAST_QUARTER;
}
