import type { Run } from '../../server/domain/run.ts';
import type { Storm } from '../../server/domain/storm.ts';
import { seconds } from '../../server/domain/time.ts';

/** What of a run's life the vitals are read from. */
type Living = Pick<
  Run,
  'status' | 'lastSignAt' | 'deadlineAt' | 'staleAfterSeconds' | 'suspectedAt' | 'stuckAt'
>;

/**
 * What a running run has to be looked after for: the storm guard holds it, it is close to its
 * death, or it speaks but stands still.
 */
export type Worry = 'held' | 'suspect' | 'stuck';

/**
 * When a run counts as dead if it stays silent, in milliseconds: its limit and its deadline have
 * both passed. A run that stands still may be due sooner, though it speaks.
 */
export function diesAt(run: Living): number {
  const deadline = Date.parse(run.deadlineAt);
  if (run.stuckAt !== null) return deadline;
  return Math.max(limitAt(run), deadline);
}

/**
 * Whether a running run is in the last quarter of the silence it is allowed: by this tab's clock,
 * or because the server has said so and it was not heard since. One silence is one suspicion,
 * even where its deadline moves.
 */
export function isSuspect(run: Living, now: number): boolean {
  if (run.status !== 'RUNNING') return false;
  const { suspectedAt } = run;
  if (suspectedAt !== null && Date.parse(run.lastSignAt) <= Date.parse(suspectedAt)) return true;
  return diesAt(run) - now <= seconds(run.staleAfterSeconds) / 4;
}

/** What is wrong with a run as of `now`, the worst first; null when nothing is. */
export function worryOf(run: Run, now: number, storm: Storm | null): Worry | null {
  if (run.status !== 'RUNNING') return null;
  if (storm !== null && isHeld(run, now, storm)) return 'held';
  if (isSuspect(run, now)) return 'suspect';
  return run.stuckAt === null ? null : 'stuck';
}

/** Whether the storm guard holds a run: it fell silent with the others, and still is. */
export function isHeld(run: Run, now: number, storm: Storm): boolean {
  return (
    run.status === 'RUNNING' &&
    now >= limitAt(run) &&
    Date.parse(run.deadlineAt) <= Date.parse(storm.until) &&
    membersOf(storm).has(run.id)
  );
}

function limitAt(run: Living): number {
  return Date.parse(run.lastSignAt) + seconds(run.staleAfterSeconds);
}

/** A storm may hold thousands, and every row asks. */
const members = new WeakMap<Storm, ReadonlySet<string>>();

function membersOf(storm: Storm): ReadonlySet<string> {
  const known = members.get(storm) ?? new Set(storm.runIds);
  members.set(storm, known);
  return known;
}
