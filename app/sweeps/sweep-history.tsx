'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { sweepsQuery } from '../live/queries.ts';
import { Empty } from '../parts/empty.tsx';
import { ProblemNotice } from '../parts/problem.tsx';
import { SkeletonRows } from '../parts/skeleton-rows.tsx';
import { viewerZone } from '../parts/words.ts';
import { Older } from './older.tsx';
import records from './records.module.css';
import css from './sweep-history.module.css';
import { SweepRows } from './sweep-rows.tsx';

/** Every recorded sweep, newest first, a page at a time. */
export function SweepHistory() {
  const list = useInfiniteQuery(sweepsQuery());
  const sweeps = list.data?.pages.flatMap((page) => page.sweeps) ?? [];
  return (
    <section className={records.list} aria-labelledby="sweeps-title">
      <header className={css.title}>
        <h2 id="sweeps-title">Sweeps</h2>
        {list.isSuccess && <span>Times are in {viewerZone()}.</span>}
      </header>
      {list.error !== null && (
        <ProblemNotice problem={list.error} onRetry={list.refetch} retrying={list.isFetching} />
      )}
      {list.isPending && <SkeletonRows rows={10} />}
      {list.isSuccess && sweeps.length === 0 && (
        <Empty title="No sweep has been recorded yet">
          <p>The first one comes with the schedule, or when you start one.</p>
        </Empty>
      )}
      {sweeps.length > 0 && <SweepRows sweeps={sweeps} />}
      <Older list={list} what="sweeps" />
    </section>
  );
}
