import type { Run } from '../../server/domain/run.ts';
import { endedAt } from './dismissals.ts';
import { diedOfSilence } from './reason.ts';

/** Runs that can be read one by one; more than these that died at once are told of as one. */
export const HANDFUL = 5;

/** Deaths that are told of as one: a single run, or all that one sweep marked. */
export interface DeathGroup {
  key: string;
  runs: readonly Run[];
}

/** `runs` in their order; what one sweep marked is one group where it is more than a handful. */
export function groupDeaths(runs: readonly Run[]): DeathGroup[] {
  const sweeps = sweepsOf(runs);
  const told = new Set<string>();
  const groups: DeathGroup[] = [];
  for (const run of runs) {
    const sweep = sweeps.get(sweepKey(run)) ?? [run];
    if (sweep.length <= HANDFUL) groups.push({ key: run.id, runs: [run] });
    else if (!told.has(sweepKey(run))) groups.push({ key: sweepKey(run), runs: sweep });
    told.add(sweepKey(run));
  }
  return groups;
}

/**
 * Which of the dead rows of a list are too many to stay in it: beyond a handful they would push
 * the living out of sight. The newest stay; what one sweep marked stays or goes together.
 */
export function crowdingOut(dead: readonly Run[]): ReadonlySet<string> {
  const batches = [...sweepsOf(dead).values()].sort((a, b) => latest(b) - latest(a));
  let count = 0;
  const out = batches.filter((batch) => {
    count += batch.length;
    return count > HANDFUL;
  });
  return new Set(out.flat().map((run) => run.id));
}

/** The scrapers of which more than one run is among `runs`: their names alone do not tell which. */
export function twinNames(runs: readonly Run[]): ReadonlySet<string> {
  const once = new Set<string>();
  const twins = new Set<string>();
  for (const { scraper } of runs) (once.has(scraper) ? twins : once).add(scraper);
  return twins;
}

/**
 * The deaths to draw while someone points at them: those drawn before keep their places, even
 * when they leave the last 24 h, and new ones come below. Only a dismissal takes one away.
 */
export function heldDeaths(
  before: readonly Run[],
  open: readonly Run[],
  isDismissed: (run: Run) => boolean,
): readonly Run[] {
  const fresh = new Map(open.map((run) => [run.id, run]));
  const kept = before.filter((run) => !isDismissed(run)).map((run) => fresh.get(run.id) ?? run);
  const there = new Set(kept.map((run) => run.id));
  return [...kept, ...open.filter((run) => !there.has(run.id))];
}

function sweepsOf(runs: readonly Run[]): Map<string, Run[]> {
  const sweeps = new Map<string, Run[]>();
  for (const run of runs) {
    const sweep = sweeps.get(sweepKey(run));
    if (sweep === undefined) sweeps.set(sweepKey(run), [run]);
    else sweep.push(run);
  }
  return sweeps;
}

/** One sweep gives all that it marks the same end; a run does not say which sweep that was. */
function sweepKey(run: Run): string {
  return diedOfSilence(run) ? `sweep ${run.finishedAt}` : run.id;
}

function latest(batch: readonly Run[]): number {
  return Math.max(...batch.map(endedAt));
}
