import { isTerminal, type Run } from './run.ts';
import type { Millis } from './time.ts';

/** What a run's dashboards are to be told, by the name of what tells it (see `Live`). */
export type News =
  | 'started'
  | 'progressed'
  | 'suspected'
  | 'recovered'
  | 'stuck'
  | 'ended'
  | 'spokeAgain';

/** How a run was last told to this node's dashboards; `unknown`: never. */
export type Told = Run | 'closed' | 'unknown';

/**
 * What another node did to a run, by how it was last told here and how it is now; the order is that
 * of the telling. It goes by the two states alone, so nothing is told twice, and what was missed is
 * told with the next look. A run that nobody knew is new when it began after `since`. Pure.
 */
export function newsOf(told: Told, run: Run, since: Millis): News[] {
  if (told === 'closed') return run.spokeAgainAt === null ? [] : ['spokeAgain'];
  if (isTerminal(run.status)) return ['ended'];
  if (told === 'unknown') return [Date.parse(run.startedAt) >= since ? 'started' : 'progressed'];
  if (run.rev <= told.rev) return [];
  const news: News[] = ['progressed'];
  if (told.suspectedAt === null && run.suspectedAt !== null) news.push('suspected');
  // A grant ends a suspicion as well, but is no sign of life.
  const spoke = run.lastSignAt !== told.lastSignAt;
  if (told.suspectedAt !== null && run.suspectedAt === null && spoke) news.push('recovered');
  if (told.stuckAt === null && run.stuckAt !== null) news.push('stuck');
  return news;
}
