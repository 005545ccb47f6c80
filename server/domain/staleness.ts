import { LIMITS } from './limits.ts';
import { type Millis, seconds } from './time.ts';

/** What the store knows of a run's life: all the times at which it was heard. */
export interface Signs {
  startedAt: Millis;
  lastPhaseAt: Millis | null;
  lastHeartbeatAt: Millis | null;
}

/** The latest moment at which a run was heard, and by what. */
export interface SignOfLife {
  at: Millis;
  from: 'phase' | 'heartbeat' | 'start';
}

/** What a sweep decides about a run. `silent` and `stuck` are marked. */
export type Verdict = 'silent' | 'stuck' | 'spoke' | 'not_due' | 'closed';

/** What {@link diesAt} looks at. */
export interface Patient extends Signs {
  staleAfterSeconds: number;
  deadlineAt: Millis;
}

/** What {@link judge} looks at. */
export interface Judged extends Patient {
  status: string;
  whenStuck: string;
  stuckAt: Millis | null;
  grantedUntil: Millis | null;
}

/**
 * What a sweep goes by: the deadline and the sign of life, or the sign of life alone, for an
 * operator who has seen which runs are meant.
 */
export type Rule = 'deadline' | 'sign';

/**
 * The sign of life: the latest of the phase log and the heartbeat, or the start when there is
 * nothing else. A time more than 60 s ahead of `now` is ignored; when all are, the run counts as
 * heard now. A phase wins a tie, since a phase event sets both.
 */
export function signOfLife(signs: Signs, now: Millis): SignOfLife {
  const heard: SignOfLife[] = [];
  if (signs.lastPhaseAt !== null) heard.push({ at: signs.lastPhaseAt, from: 'phase' });
  if (signs.lastHeartbeatAt !== null) heard.push({ at: signs.lastHeartbeatAt, from: 'heartbeat' });
  const start: SignOfLife = { at: signs.startedAt, from: 'start' };
  const believed = heard.filter((sign) => isBelievable(sign.at, now));
  if (believed.length > 0) return believed.reduce((a, b) => (b.at > a.at ? b : a));
  return isBelievable(start.at, now) ? start : { at: now, from: 'start' };
}

/** Whether a time is at most 60 s ahead of `now`. */
export function isBelievable(at: Millis, now: Millis): boolean {
  return at <= now + LIMITS.futureToleranceMs;
}

/** The moment from which on a run heard at `sign` is stale. */
export function staleAt(sign: Millis, staleAfterSeconds: number): Millis {
  return sign + seconds(staleAfterSeconds);
}

/** When a run dies of silence if it stays silent: its limit and its deadline have both passed. */
export function diesAt(run: Patient, now: Millis): Millis {
  return Math.max(run.deadlineAt, staleAt(signOfLife(run, now).at, run.staleAfterSeconds));
}

/**
 * The one rule, for every trigger: stale when `now >= deadlineAt` and
 * `now >= sign of life + stale-after`. Exactly at the threshold is stale. By the rule `sign` the
 * deadline does not count. A run that speaks but stands still is marked only where its scraper
 * says so, and not before an operator's grant is over.
 */
export function judge(run: Judged, now: Millis, rule: Rule = 'deadline'): Verdict {
  if (run.status !== 'RUNNING') return 'closed';
  const spoke = now < staleAt(signOfLife(run, now).at, run.staleAfterSeconds);
  if (!spoke && (rule === 'sign' || now >= run.deadlineAt)) return 'silent';
  if (isFatallyStuck(run, now)) return 'stuck';
  return spoke ? 'spoke' : 'not_due';
}

/** A phase that another program wrote since it was stuck is a move. */
function isFatallyStuck(run: Judged, now: Millis): boolean {
  const { whenStuck, stuckAt, lastPhaseAt } = run;
  if (whenStuck !== 'fail' || stuckAt === null || now < (run.grantedUntil ?? 0)) return false;
  return lastPhaseAt === null || lastPhaseAt <= stuckAt || !isBelievable(lastPhaseAt, now);
}
