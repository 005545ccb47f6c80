import type { Run } from '../../server/domain/run.ts';
import { timesOf } from '../live/times.ts';
import { diesAt } from '../live/vitals.ts';
import { shareOf } from '../parts/progress-bar.tsx';

/** The columns a board can be sorted by. */
export const COLUMNS = [
  'scraper',
  'phase',
  'progress',
  'rate',
  'elapsed',
  'silent',
  'dies',
] as const;
export type Column = (typeof COLUMNS)[number];

/** A column's order as the URL has it; with a minus it is turned round. */
export type Sort = Column | `-${Column}`;

/** Every value of `?sort=`. */
export const SORTS: Sort[] = COLUMNS.flatMap((column) => [column, `-${column}` as const]);

/** Newest first. */
export const DEFAULT_SORT: Sort = 'elapsed';

/** What a column is called, and what its first order means. */
export const COLUMN_WORDS: Record<Column, { name: string; order: string }> = {
  scraper: { name: 'Scraper', order: 'by name' },
  phase: { name: 'Phase', order: 'by phase' },
  progress: { name: 'Progress', order: 'furthest first' },
  rate: { name: 'Rate', order: 'fastest first' },
  elapsed: { name: 'Elapsed', order: 'newest first' },
  silent: { name: 'Silent', order: 'longest silence first' },
  dies: { name: 'Dies in', order: 'closest to death first' },
};

/** What sorting by a column needs besides the run: its rate as of now. */
export type RateOf = (id: string) => number | null;

/** `runs` in the order of `sort`; ties by start, newest first, so that equals do not change places. */
export function sortRuns(runs: readonly Run[], sort: Sort, rateOf: RateOf): Run[] {
  const column = columnOf(sort);
  const turn = sort.startsWith('-') ? -1 : 1;
  return runs
    .map((run) => ({ run, key: keyOf(run, column, rateOf) }))
    .sort((a, b) => turn * compare(a.key, b.key) || byStart(a.run, b.run))
    .map(({ run }) => run);
}

/**
 * `sorted` with those in danger before the others, the closest to death first: what the board shows
 * where nobody has chosen an order.
 */
export function dangerFirst(sorted: readonly Run[], inDanger: (run: Run) => boolean): Run[] {
  const dying = sorted.filter(inDanger);
  if (dying.length === 0) return [...sorted];
  const first = new Set(dying);
  return [
    ...dying.sort((a, b) => wholeSeconds(diesAt(a)) - wholeSeconds(diesAt(b))),
    ...sorted.filter((run) => !first.has(run)),
  ];
}

/** The column of an order. */
export function columnOf(sort: Sort): Column {
  return (sort.startsWith('-') ? sort.slice(1) : sort) as Column;
}

/** The order after a column's head was pressed: its own first, then turned round. */
export function pressed(sort: Sort, column: Column): Sort {
  return sort === column ? `-${column}` : column;
}

/** Seconds, not milliseconds: what reads the same must not change places. */
function wholeSeconds(ms: number): number {
  return Math.floor(ms / 1000);
}

function keyOf(run: Run, column: Column, rateOf: RateOf): number | string {
  switch (column) {
    case 'scraper':
      return run.scraper.toLowerCase();
    case 'phase':
      return (run.phase ?? '').toLowerCase();
    case 'progress':
      return -(shareOf(run.progress) ?? -1);
    case 'rate':
      return -(rateOf(run.id) ?? -1);
    case 'elapsed':
      return -wholeSeconds(timesOf(run).started);
    case 'silent':
      return wholeSeconds(timesOf(run).lastSign);
    case 'dies':
      return wholeSeconds(diesAt(run));
  }
}

function compare(a: number | string, b: number | string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function byStart(a: Run, b: Run): number {
  return compare(b.startedAt, a.startedAt) || compare(a.id, b.id);
}
