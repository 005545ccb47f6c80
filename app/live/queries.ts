import {
  type InfiniteData,
  infiniteQueryOptions,
  type QueryClient,
  queryOptions,
} from '@tanstack/react-query';
import { LIMITS } from '../../server/domain/limits.ts';
import type { Run } from '../../server/domain/run.ts';
import type {
  Board,
  GapsPage,
  NodesAnswer,
  RunAnswer,
  RunFilters,
  RunsPage,
  SweepsPage,
  WatchdogAnswer,
} from './answers.ts';
import { getJson } from './api.ts';
import { serverNow } from './clock.tsx';
import { KEYS } from './keys.ts';
import { newerRun } from './newer-run.ts';
import { boardFromSnapshot, newerAnswer } from './patch.ts';
import { deathsWith, MOST_DEATHS } from './recent.ts';

/** Milliseconds before older deaths are asked for again. */
const OLDER_DEATHS_INTERVAL = 60_000;
/** Gaps that are fetched at first. */
const FIRST_GAPS = 5;
/** Milliseconds between two looks at the watchdog. */
const WATCHDOG_INTERVAL = 15_000;

/**
 * The board. The socket's acknowledgement fills it; the fetch here is the way round by HTTP, so
 * enable it only while the socket is not available.
 */
export function boardQuery() {
  return queryOptions({
    queryKey: KEYS.board,
    queryFn: async ({ client, signal }): Promise<Board> => {
      const from = new Date(serverNow() - LIMITS.recentForMs).toISOString();
      const [runs, failed, watchdog] = await Promise.all([
        allPages({ statuses: ['RUNNING'], limit: LIMITS.pageMax }, signal),
        getJson<RunsPage>(
          runsPath({ statuses: ['FAILED'], from, limit: LIMITS.recentRows }),
          signal,
        ),
        getJson<WatchdogAnswer>('/api/watchdog', signal),
      ]);
      const { now, ...state } = watchdog;
      const known = client.getQueryData<Board>(KEYS.board);
      return boardFromSnapshot(known, { now, runs, recent: failed.runs, watchdog: state });
    },
    structuralSharing: false,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
  });
}

/**
 * The deaths of the last 24 h beyond the newest that the board was told of, as far as a tab holds
 * on to them; they are added to the board. Runs that started long before are not among them: the
 * history bounds the start.
 */
export function olderDeathsQuery() {
  return queryOptions({
    queryKey: KEYS.olderDeaths,
    queryFn: async ({ client, signal }): Promise<number> => {
      const from = new Date(serverNow() - 2 * LIMITS.recentForMs).toISOString();
      const filters: RunFilters = { statuses: ['FAILED'], from, limit: LIMITS.pageMax };
      const runs = await allPages(filters, signal, MOST_DEATHS);
      client.setQueryData<Board>(
        KEYS.board,
        (board) => board && { ...board, ...deathsWith(board, runs, board.now) },
      );
      return runs.length;
    },
    staleTime: OLDER_DEATHS_INTERVAL,
    refetchOnWindowFocus: false,
  });
}

/** One run with its phases, errors and log. */
export function runQuery(id: string) {
  return queryOptions({
    queryKey: KEYS.run(id),
    queryFn: async ({ client, signal }): Promise<RunAnswer> => {
      const told = await getJson<RunAnswer>(`/api/runs/${encodeURIComponent(id)}`, signal);
      return newerAnswer(client.getQueryData<RunAnswer>(KEYS.run(id)), told);
    },
    structuralSharing: false,
  });
}

/** The history, newest first, a page at a time. */
export function runsQuery(filters: RunFilters) {
  return infiniteQueryOptions({
    queryKey: KEYS.runsWith(filters),
    queryFn: async ({ client, pageParam, signal }): Promise<RunsPage> => {
      const page = await getJson<RunsPage>(runsPath(filters, pageParam), signal);
      const known = knownRuns(client, filters);
      return { ...page, runs: page.runs.map((run) => newerRun(known.get(run.id), run)) };
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    structuralSharing: false,
  });
}

/** The recorded sweeps, newest first, a page at a time. */
export function sweepsQuery() {
  return infiniteQueryOptions({
    queryKey: KEYS.sweeps,
    queryFn: ({ pageParam, signal }): Promise<SweepsPage> =>
      getJson<SweepsPage>(
        pageParam === null ? '/api/sweeps' : `/api/sweeps?cursor=${encodeURIComponent(pageParam)}`,
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
}

/** The gaps in the hearing, newest first: a few at first, since they stand above the sweeps. */
export function gapsQuery() {
  return infiniteQueryOptions({
    queryKey: KEYS.gaps,
    queryFn: ({ pageParam, signal }): Promise<GapsPage> =>
      getJson<GapsPage>(
        pageParam === null
          ? `/api/gaps?limit=${FIRST_GAPS}`
          : `/api/gaps?cursor=${encodeURIComponent(pageParam)}`,
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
}

/** The server processes; looked at as often as the watchdog. */
export function nodesQuery() {
  return queryOptions({
    queryKey: KEYS.nodes,
    queryFn: ({ signal }) => getJson<NodesAnswer>('/api/nodes', signal),
    refetchInterval: WATCHDOG_INTERVAL,
  });
}

/** How the watchdog is; looked at every 15 s and after every sweep. */
export function watchdogQuery() {
  return queryOptions({
    queryKey: KEYS.watchdog,
    queryFn: ({ signal }) => getJson<WatchdogAnswer>('/api/watchdog', signal),
    refetchInterval: WATCHDOG_INTERVAL,
  });
}

/** The path of one page of the history. */
export function runsPath(filters: RunFilters, cursor: string | null = null): string {
  const search = new URLSearchParams();
  for (const status of filters.statuses ?? []) search.append('status', status);
  for (const name of ['scraper', 'q', 'from', 'to'] as const) {
    const value = filters[name];
    if (value) search.set(name, value);
  }
  if (filters.limit !== undefined) search.set('limit', String(filters.limit));
  if (cursor !== null) search.set('cursor', cursor);
  const query = search.toString();
  return query === '' ? '/api/runs' : `/api/runs?${query}`;
}

async function allPages(
  filters: RunFilters,
  signal: AbortSignal,
  most = Number.POSITIVE_INFINITY,
): Promise<Run[]> {
  const runs: Run[] = [];
  let cursor: string | null = null;
  do {
    const page: RunsPage = await getJson<RunsPage>(runsPath(filters, cursor), signal);
    runs.push(...page.runs);
    cursor = page.nextCursor;
  } while (cursor !== null && runs.length < most);
  return runs;
}

function knownRuns(client: QueryClient, filters: RunFilters): Map<string, Run> {
  const data = client.getQueryData<InfiniteData<RunsPage>>(KEYS.runsWith(filters));
  return new Map(data?.pages.flatMap((page) => page.runs).map((run) => [run.id, run]));
}
