import type { Run } from '../../server/domain/run.ts';
import type { Millis } from '../../server/domain/time.ts';

/** How often a page looks whether a run that was declared dead has spoken since; milliseconds. */
export const LOOK_INTERVAL = 10_000;
/** For how long after its death; milliseconds. */
export const LOOK_FOR = 60 * 60_000;

/**
 * In how many milliseconds to fetch a run again: its channel is closed when it dies, so nobody
 * tells when it speaks again. `false` for a run of which nothing more can come.
 */
export function lookAgainIn(
  run: Pick<Run, 'status' | 'finishedAt' | 'spokeAgainAt' | 'error'> | undefined,
  now: Millis,
): number | false {
  if (run === undefined || run.status !== 'FAILED' || run.finishedAt === null) return false;
  if (run.error?.errorType !== 'stale' || run.spokeAgainAt !== null) return false;
  return now - Date.parse(run.finishedAt) < LOOK_FOR ? LOOK_INTERVAL : false;
}
