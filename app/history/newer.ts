import type { Run } from '../../server/domain/run.ts';

/** Runs that are newer than a list: how many, and whether there may be more than were looked at. */
export interface Newer {
  count: number;
  more: boolean;
}

/** How many of `newest` (newest first) come before the first of `shown` in the history's order. */
export function newerThan(shown: readonly Run[], newest: readonly Run[]): Newer {
  const [first] = shown;
  if (first === undefined) return { count: newest.length, more: false };
  const count = newest.filter((run) => isNewer(run, first)).length;
  return { count, more: count > 0 && count === newest.length };
}

/** The history's order: by start, then by id. ISO times of one form sort as text. */
function isNewer(run: Run, than: Run): boolean {
  return run.startedAt === than.startedAt ? run.id > than.id : run.startedAt > than.startedAt;
}
