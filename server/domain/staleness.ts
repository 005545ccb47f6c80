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

/** What a sweep decides about a run. Only `silent` is marked. */
export type Verdict = 'silent' | 'spoke' | 'not_due' | 'closed';

/** What {@link judge} looks at. */
export interface Judged extends Signs {
  status: string;
  staleAfterSeconds: number;
  deadlineAt: Millis;
}

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

/**
 * The one rule, for every trigger: stale when `now >= deadlineAt` and
 * `now >= sign of life + stale-after`. Exactly at the threshold is stale.
 */
export function judge(run: Judged, now: Millis): Verdict {
  if (run.status !== 'RUNNING') return 'closed';
  if (now < staleAt(signOfLife(run, now).at, run.staleAfterSeconds)) return 'spoke';
  if (now < run.deadlineAt) return 'not_due';
  return 'silent';
}
