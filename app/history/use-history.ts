import { useDebouncedValue } from '@mantine/hooks';
import {
  keepPreviousData,
  useInfiniteQuery,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Run } from '../../server/domain/run.ts';
import type { RunFilters, RunsPage } from '../live/answers.ts';
import { getJson } from '../live/api.ts';
import { serverNow } from '../live/clock.tsx';
import { runsPath, runsQuery } from '../live/queries.ts';
import { askFor, type HistoryFilters } from './filters.ts';
import { newerThan } from './newer.ts';

/** Milliseconds of quiet after which what is typed is looked for. */
const LOOK_AFTER = 250;
/** Milliseconds between two looks for newer runs. */
const NEWER_INTERVAL = 10_000;

/** The runs that match `filters`, newest first, and whether newer ones have come since. */
export function useHistory(filters: HistoryFilters) {
  const client = useQueryClient();
  const asked = useAsked(filters);
  const list = useInfiniteQuery({
    ...runsQuery(asked.filters),
    placeholderData: keepPreviousData,
    // A list must not grow at its head under the reader: newer runs are counted, and asked for.
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  });
  const runs = useMemo(() => eachOnce(list.data?.pages), [list.data]);
  const newest = useQuery({
    queryKey: ['newest runs', asked.filters],
    queryFn: ({ signal }) => getJson<RunsPage>(runsPath(asked.filters), signal),
    enabled: list.isSuccess && !list.isPlaceholderData,
    refetchInterval: NEWER_INTERVAL,
    staleTime: NEWER_INTERVAL,
  });

  function showNewer() {
    asked.again();
    void client.resetQueries({ queryKey: runsQuery(asked.filters).queryKey, exact: true });
  }

  return { list, runs, newer: newerThan(runs, newest.data?.runs ?? []), showNewer };
}

/** What to ask for; a period keeps counting back from the same moment, so that "back" finds the list again. */
function useAsked(filters: HistoryFilters): { filters: RunFilters; again: () => void } {
  const client = useQueryClient();
  const [typed] = useDebouncedValue(`${filters.q}\n${filters.scraper}`, LOOK_AFTER);
  const [q = '', scraper = ''] = typed.split('\n');
  const key = ['history as of', filters.last] as const;
  const { data: asOf } = useQuery({
    queryKey: key,
    queryFn: () => client.getQueryData<number>(key) ?? serverNow(),
    initialData: serverNow,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return {
    filters: askFor({ ...filters, q, scraper }, asOf),
    again: () => void client.setQueryData(key, serverNow()),
  };
}

/** A run that moved to another page between two fetches is shown once. */
function eachOnce(pages: readonly RunsPage[] | undefined): Run[] {
  const byId = new Map<string, Run>();
  for (const page of pages ?? []) {
    for (const run of page.runs) if (!byId.has(run.id)) byId.set(run.id, run);
  }
  return [...byId.values()];
}
