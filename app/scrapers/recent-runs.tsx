'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { RunTable } from '../history/run-table.tsx';
import { runsQuery } from '../live/queries.ts';
import { useServerEvent } from '../live/socket.tsx';
import { Empty } from '../parts/empty.tsx';
import { ProblemNotice } from '../parts/problem.tsx';
import { SkeletonRows } from '../parts/skeleton-rows.tsx';
import { viewerZone } from '../parts/words.ts';
import css from './scraper-page.module.css';

/** Runs that are listed. */
const RECENT = 20;

/** The newest runs of a scraper, and the way to all of them. */
export function RecentRuns({ name }: { name: string }) {
  const list = useInfiniteQuery(runsQuery({ scraper: name, limit: RECENT }));
  useServerEvent('run:started', ({ run }) => {
    if (run.scraper === name) void list.refetch({ cancelRefetch: false });
  });
  const runs = list.data?.pages[0]?.runs ?? [];
  return (
    <section className={css.recent} aria-labelledby="recent-runs">
      <header className={css.recentHead}>
        <h2 id="recent-runs">Recent runs</h2>
        <Link href={`/runs?scraper=${encodeURIComponent(name)}`}>All its runs in the history</Link>
        <span>Times are in {viewerZone()}.</span>
      </header>
      {list.error !== null && (
        <ProblemNotice problem={list.error} onRetry={list.refetch} retrying={list.isFetching} />
      )}
      {list.isPending && <SkeletonRows rows={RECENT} />}
      {list.isSuccess && runs.length === 0 && (
        <Empty title="None of its runs is kept">
          <p>The next one shows up here when it starts.</p>
        </Empty>
      )}
      {runs.length > 0 && <RunTable runs={runs} fading={false} />}
    </section>
  );
}
