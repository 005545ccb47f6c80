import type { RunStatus } from '../../server/domain/run.ts';
import type { Millis } from '../../server/domain/time.ts';
import type { RunFilters } from '../live/answers.ts';

/** Stretches of time that are asked for most, as they stand in the address. */
export const PERIODS = ['1h', '24h', '7d'] as const;
export type Period = (typeof PERIODS)[number];

/** What the history is narrowed to, as the address says it; empty and null mean "any". */
export interface HistoryFilters {
  status: readonly RunStatus[];
  scraper: string;
  q: string;
  /** Excludes `from` and `to`. */
  last: Period | null;
  from: Date | null;
  to: Date | null;
}

/** No filter at all. */
export const NO_FILTERS: HistoryFilters = {
  status: [],
  scraper: '',
  q: '',
  last: null,
  from: null,
  to: null,
};

const HOUR = 3_600_000;

/** Milliseconds of each period, and its words. */
const PERIOD: Record<Period, { ms: number; words: string }> = {
  '1h': { ms: HOUR, words: 'last hour' },
  '24h': { ms: 24 * HOUR, words: 'last 24 h' },
  '7d': { ms: 7 * 24 * HOUR, words: 'last 7 days' },
};

/** A period in words: `last 24 h`. */
export function periodWords(period: Period): string {
  return PERIOD[period].words;
}

/** The filters as the API takes them; a period counts back from `asOf`. */
export function askFor(filters: HistoryFilters, asOf: Millis): RunFilters {
  const { last, from, to } = filters;
  const since = last === null ? (from?.getTime() ?? null) : asOf - PERIOD[last].ms;
  return {
    statuses: filters.status,
    scraper: filters.scraper.trim() || null,
    q: filters.q.trim() || null,
    from: since === null ? null : new Date(since).toISOString(),
    to: last === null && to !== null ? to.toISOString() : null,
  };
}

/** Whether anything is filtered. */
export function isFiltered(filters: HistoryFilters): boolean {
  return filterWords(filters, String).length > 0;
}

/** Each filter that is on, in words. */
export function filterWords(filters: HistoryFilters, sayTime: (at: Date) => string): string[] {
  const { status, scraper, q, last, from, to } = filters;
  const words: string[] = [];
  if (status.length > 0) words.push(status.map((each) => each.toLowerCase()).join(' or '));
  if (scraper.trim() !== '') words.push(`scraper is ${scraper.trim()}`);
  if (q.trim() !== '') words.push(`name or id begins with ${q.trim()}`);
  if (last !== null) words.push(`started in the ${PERIOD[last].words}`);
  else {
    if (from !== null) words.push(`started from ${sayTime(from)}`);
    if (to !== null) words.push(`started up to ${sayTime(to)}`);
  }
  return words;
}
