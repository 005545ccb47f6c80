import { LIMITS } from '../../server/domain/limits.ts';
import type { Run } from '../../server/domain/run.ts';
import type { Board } from './answers.ts';
import { newerRun } from './newer-run.ts';

/** How many deaths a tab holds on to; the server tells of the newest 50 alone. */
export const MOST_DEATHS = 1000;

/** The deaths a tab knows, and whether they are all there were in the last 24 h. */
export type Deaths = Pick<Board, 'recent' | 'recentComplete'>;

/**
 * The deaths after a snapshot. It holds the newest alone: older ones that are known already are
 * kept, or a sweep of many deaths would push out those that nobody has dismissed yet.
 */
export function deathsAfterSnapshot(known: Deaths | undefined, snapshot: Board): Deaths {
  const told = snapshot.recent;
  const before = new Set(known?.recent.map((run) => run.id));
  const oldest = told.at(-1);
  // Where the snapshot reaches back to what is known, nothing lies between the two.
  const meets = known?.recentComplete === true && oldest !== undefined && before.has(oldest.id);
  return deathsAmong([...(known?.recent ?? []), ...told], {
    now: snapshot.now,
    complete: told.length < LIMITS.recentRows || meets,
  });
}

/** The deaths after more runs were told to be FAILED. */
export function deathsWith(known: Deaths, told: readonly Run[], now: string): Deaths {
  return deathsAmong([...known.recent, ...told], { now, complete: known.recentComplete === true });
}

function deathsAmong(runs: readonly Run[], as: { now: string; complete: boolean }): Deaths {
  const from = Date.parse(as.now) - LIMITS.recentForMs;
  const byId = new Map<string, Run>();
  for (const run of runs) {
    if (endOf(run) >= from) byId.set(run.id, newerRun(byId.get(run.id), run));
  }
  const all = [...byId.values()].sort((a, b) => endOf(b) - endOf(a) || (a.id < b.id ? 1 : -1));
  return {
    recent: all.slice(0, MOST_DEATHS),
    recentComplete: as.complete && all.length <= MOST_DEATHS,
  };
}

function endOf(run: Run): number {
  return Date.parse(run.finishedAt ?? run.startedAt);
}
