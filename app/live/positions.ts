import type { Run } from '../../server/domain/run.ts';

/** A list of runs in which each stands once. */
type Runs = readonly Pick<Run, 'id'>[];

const known = new WeakMap<Runs, ReadonlyMap<string, number>>();

/** Where a run stands in a list, or -1. A list is read through the first time alone. */
export function positionOf(runs: Runs, id: string): number {
  const positions = known.get(runs) ?? new Map(runs.map((run, index) => [run.id, index]));
  known.set(runs, positions);
  return positions.get(id) ?? -1;
}

/** The run of a list with this id. */
export function runIn<T extends Run>(runs: readonly T[], id: string): T | undefined {
  return runs[positionOf(runs, id)];
}

/**
 * `runs` with some of them changed by `next`, one a word of news, in their places; the same array
 * when nothing changed. The copy knows its positions from the original: the cost is that of the news.
 */
export function changed<T extends Run, News extends { id: string }>(
  runs: readonly T[],
  news: readonly News[],
  next: (run: T, word: News) => T,
): T[] {
  let copy: T[] | null = null;
  for (const word of news) {
    const at = positionOf(runs, word.id);
    const run = (copy ?? runs)[at];
    if (run === undefined) continue;
    const after = next(run, word);
    if (after === run) continue;
    copy ??= runs.slice();
    copy[at] = after;
  }
  if (copy === null) return runs as T[];
  const positions = known.get(runs);
  if (positions !== undefined) known.set(copy, positions);
  return copy;
}
