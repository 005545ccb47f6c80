'use client';

import Link from 'next/link';
import { usePageTitle } from '../frame/page-title.tsx';
import { Button } from '../parts/button.tsx';
import { Empty } from '../parts/empty.tsx';
import { ListSkeleton } from '../parts/list-skeleton.tsx';
import { ProblemNotice } from '../parts/problem.tsx';
import { counted, viewerZone } from '../parts/words.ts';
import { scraperHref } from '../scrapers/href.ts';
import { FilterBar } from './filter-bar.tsx';
import { filterWords, isFiltered } from './filters.ts';
import css from './history-page.module.css';
import { RunTable } from './run-table.tsx';
import { useHistoryFilters } from './use-filters.ts';
import { useHistory } from './use-history.ts';

/** Every run there was, newest first, narrowed by what the address says. */
export function HistoryPage() {
  usePageTitle('History');
  const { filters, choose, type, clear } = useHistoryFilters();
  const { list, runs, newer, showNewer } = useHistory(filters);
  return (
    <div className={css.page}>
      <header className={css.title}>
        <h1>History</h1>
        <p className={css.newer} role="status">
          {newer.count > 0 && (
            <Button small onClick={showNewer}>
              {newer.more ? `${newer.count} or more newer runs` : counted(newer.count, 'newer run')}
              , show
            </Button>
          )}
        </p>
        {runs[0] !== undefined && runs[0].scraper === filters.scraper && (
          <Link href={scraperHref(filters.scraper)}>Limits of this scraper</Link>
        )}
        {isFiltered(filters) && (
          <Button small tone="quiet" className={css.clear} onClick={clear}>
            Clear filters
          </Button>
        )}
      </header>
      <FilterBar filters={filters} choose={choose} type={type} />
      {list.error !== null && (
        <ProblemNotice problem={list.error} onRetry={list.refetch} retrying={list.isFetching} />
      )}
      {list.isPending && <ListSkeleton />}
      {list.isSuccess && runs.length === 0 && (
        <NoRuns words={filterWords(filters, (at) => at.toLocaleString('en-GB'))} clear={clear} />
      )}
      {runs.length > 0 && <RunTable runs={runs} fading={list.isPlaceholderData} />}
      {runs.length > 0 && !list.isPlaceholderData && (
        <p className={css.end}>
          {list.hasNextPage ? (
            <Button onClick={() => list.fetchNextPage()} disabled={list.isFetchingNextPage}>
              {list.isFetchingNextPage ? 'Fetching 50 more' : 'Show 50 more'}
            </Button>
          ) : (
            <span>
              {runs.length === 1
                ? 'This is the only run.'
                : `These are all ${counted(runs.length, 'run')}.`}
            </span>
          )}
          <span>Times are in {viewerZone()}.</span>
        </p>
      )}
    </div>
  );
}

function NoRuns({ words, clear }: { words: readonly string[]; clear: () => void }) {
  if (words.length === 0) {
    return (
      <Empty title="There are no runs yet">
        <p>The first one shows up here when a scraper reports it. The live page says how.</p>
      </Empty>
    );
  }
  return (
    <Empty title="No run matches">
      <p style={{ overflowWrap: 'anywhere' }}>Filtered by: {words.join('; ')}.</p>
      <Button onClick={clear}>Clear {words.length === 1 ? 'this filter' : 'these filters'}</Button>
    </Empty>
  );
}
