import type { Run } from '../../server/domain/run.ts';

/** Which deaths were dismissed in this browser: some by id, and all up to a moment. */
export interface Dismissals {
  /** Run id to the time it finished, in milliseconds, so that old ones can be let go. */
  ids: Readonly<Record<string, number>>;
  /** Every death up to here (milliseconds) is dismissed. */
  upTo: number;
}

/** Nothing dismissed. */
export const NO_DISMISSALS: Dismissals = { ids: {}, upTo: 0 };

/** Milliseconds for which an id is kept: deaths leave the board after a day. */
const KEPT_FOR = 2 * 24 * 60 * 60 * 1000;

/** What was stored; anything unreadable counts as nothing dismissed. */
export function readDismissals(text: string | null): Dismissals {
  if (text === null) return NO_DISMISSALS;
  try {
    const stored: unknown = JSON.parse(text);
    if (typeof stored !== 'object' || stored === null) return NO_DISMISSALS;
    const { ids, upTo } = stored as { ids?: unknown; upTo?: unknown };
    const entries = Object.entries(typeof ids === 'object' && ids !== null ? ids : {});
    return {
      ids: Object.fromEntries(entries.filter(([, at]) => typeof at === 'number')),
      upTo: typeof upTo === 'number' ? upTo : 0,
    };
  } catch {
    return NO_DISMISSALS;
  }
}

/** Whether a death was dismissed. */
export function isDismissed(dismissals: Dismissals, run: Run): boolean {
  return run.id in dismissals.ids || endedAt(run) <= dismissals.upTo;
}

/** With some more deaths dismissed, and those of long ago forgotten. */
export function withDismissed(dismissals: Dismissals, runs: readonly Run[]): Dismissals {
  const newest = Math.max(...runs.map(endedAt));
  const kept = Object.entries(dismissals.ids).filter(([, other]) => other > newest - KEPT_FOR);
  const added = runs.map((run) => [run.id, endedAt(run)] as const);
  return { ...dismissals, ids: Object.fromEntries([...kept, ...added]) };
}

/** With all of these deaths dismissed, and whatever came before the newest of them. */
export function withAllDismissed(dismissals: Dismissals, runs: readonly Run[]): Dismissals {
  return { ids: {}, upTo: Math.max(dismissals.upTo, ...runs.map(endedAt)) };
}

/** When a run that ended did so, in milliseconds. */
export function endedAt(run: Run): number {
  return Date.parse(run.finishedAt ?? run.startedAt);
}
