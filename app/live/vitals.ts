import type { Run } from '../../server/domain/run.ts';
import type { Storm } from '../../server/domain/storm.ts';
import { seconds } from '../../server/domain/time.ts';
import { timesOf } from './times.ts';

/** What of a run's life the vitals are read from. */
type Living = Pick<
  Run,
  | 'status'
  | 'startedAt'
  | 'lastSignAt'
  | 'deadlineAt'
  | 'staleAfterSeconds'
  | 'suspectedAt'
  | 'grantedUntil'
  | 'stuckAt'
>;

/**
 * What a running run has to be looked after for: the storm guard holds it, it is close to its
 * death, it speaks but stands still, or an operator has given it time that its silence does not
 * deserve: it may be dead for as long as that.
 */
export type Worry = 'held' | 'suspect' | 'stuck' | 'given';

/**
 * When a run counts as dead if it stays silent, in milliseconds: its limit and its deadline have
 * both passed. A run that stands still may be due sooner, though it speaks.
 */
export function diesAt(run: Living): number {
  const { lastSign, deadline } = timesOf(run);
  if (run.stuckAt !== null) return deadline;
  return Math.max(lastSign + seconds(run.staleAfterSeconds), deadline);
}

/**
 * Whether a running run is in the last quarter of the silence it is allowed: by this tab's clock,
 * or because the server has said so and it was not heard since. One silence is one suspicion,
 * even where its deadline moves.
 */
export function isSuspect(run: Living, now: number): boolean {
  if (run.status !== 'RUNNING') return false;
  const { suspectedAt } = run;
  if (suspectedAt !== null && timesOf(run).lastSign <= Date.parse(suspectedAt)) return true;
  return diesAt(run) - now <= seconds(run.staleAfterSeconds) / 4;
}

/** What is wrong with a run as of `now`, the worst first; null when nothing is. */
export function worryOf(run: Run, now: number, storm: Storm | null): Worry | null {
  if (run.status !== 'RUNNING') return null;
  if (storm !== null && isHeld(run, now, storm)) return 'held';
  if (isSuspect(run, now)) return 'suspect';
  if (run.stuckAt !== null) return 'stuck';
  return isGiven(run, now) ? 'given' : null;
}

/** Whether a run that needs looking after may die soon; time that was given is no danger. */
export function isInDanger(worry: Worry | null): boolean {
  return worry === 'held' || worry === 'suspect';
}

/** Whether a running run lives on time that an operator gave it, beyond the limit of its silence. */
export function isGiven(run: Living, now: number): boolean {
  if (run.status !== 'RUNNING' || run.grantedUntil === null) return false;
  const until = Date.parse(run.grantedUntil);
  return until > now && until > limitAt(run) && timesOf(run).deadline >= until;
}

/** A deadline this near to the limit (milliseconds) is the limit. */
const ROUNDING = 1000;

/** Whether a running run was given back time in which it could not be heard, and no operator's. */
export function wasGivenBack(run: Living, worry: Worry | null): boolean {
  if (run.status !== 'RUNNING' || run.stuckAt !== null || worry === 'held') return false;
  const granted = run.grantedUntil === null ? 0 : Date.parse(run.grantedUntil);
  return timesOf(run).deadline > Math.max(limitAt(run), granted) + ROUNDING;
}

/** Whether the storm guard holds a run: it fell silent with the others, and still is. */
export function isHeld(run: Run, now: number, storm: Storm): boolean {
  return (
    run.status === 'RUNNING' &&
    now >= limitAt(run) &&
    timesOf(run).deadline <= Date.parse(storm.until) &&
    membersOf(storm).has(run.id)
  );
}

function limitAt(run: Living): number {
  return timesOf(run).lastSign + seconds(run.staleAfterSeconds);
}

/** A storm may hold thousands, and every row asks. */
const members = new WeakMap<Storm, ReadonlySet<string>>();

function membersOf(storm: Storm): ReadonlySet<string> {
  const known = members.get(storm) ?? new Set(storm.runIds);
  members.set(storm, known);
  return known;
}
