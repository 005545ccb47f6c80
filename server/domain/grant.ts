import type { ExtensionRecord, RunRecord } from './run.ts';
import { isBelievable, staleAt } from './staleness.ts';
import { type Millis, seconds } from './time.ts';

/**
 * The deadline that the start of a server at `now` gives a run that goes on: its whole stale-after
 * from then on, or the end of an operator's grant that is still in force, whichever is later. A
 * grant is in force as far as the deadline that it led to (a sign of life has taken that back), and
 * as far as what is recorded of it: a deadline that only a clock ahead could have set is not kept.
 */
export function deadlineAtStart(
  run: Pick<RunRecord, 'staleAfterSeconds' | 'deadlineAt' | 'grantedUntil'>,
  extensions: readonly Pick<ExtensionRecord, 'grantedAt' | 'seconds'>[],
  now: Millis,
): Millis {
  const ends = extensions
    .filter(({ grantedAt }) => isBelievable(grantedAt, now))
    .map((extension) => extension.grantedAt + seconds(extension.seconds));
  const inForce = Math.min(run.deadlineAt, run.grantedUntil ?? 0, Math.max(0, ...ends));
  return Math.max(staleAt(now, run.staleAfterSeconds), inForce);
}
