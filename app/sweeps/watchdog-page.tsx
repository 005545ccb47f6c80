'use client';

import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { usePageTitle } from '../frame/page-title.tsx';
import { gapsQuery, nodesQuery, sweepsQuery, watchdogQuery } from '../live/queries.ts';
import { ProblemNotice } from '../parts/problem.tsx';
import { SkeletonRows } from '../parts/skeleton-rows.tsx';
import { GapList } from './gap-list.tsx';
import { NodeList } from './node-list.tsx';
import { SweepHistory } from './sweep-history.tsx';
import { purposeWords } from './sweep-words.ts';
import { WatchdogFacts } from './watchdog-facts.tsx';
import css from './watchdog-page.module.css';

/** What the watchdog does, how it is, on which nodes, when it could not hear, and every sweep it made. */
export function WatchdogPage() {
  usePageTitle('Watchdog');
  // How many nodes and gaps there are says where the sweeps stand: all come at once, and nothing moves.
  const gaps = useInfiniteQuery(gapsQuery());
  const nodes = useQuery(nodesQuery());
  const waiting = gaps.isPending || nodes.isPending;
  useInfiniteQuery(sweepsQuery());
  const { data: state, error, refetch, isFetching } = useQuery(watchdogQuery());
  return (
    <div className={css.page}>
      <header>
        <h1>Watchdog</h1>
        <p className={css.purpose}>{state !== undefined && purposeWords(state)}</p>
      </header>
      {error !== null && <ProblemNotice problem={error} onRetry={refetch} retrying={isFetching} />}
      {state !== undefined && <WatchdogFacts state={state} />}
      {state === undefined && error === null && (
        <div className={css.skeleton} role="status" aria-busy="true">
          <span className="fl-heard">Loading</span>
        </div>
      )}
      {waiting ? (
        <SkeletonRows rows={10} />
      ) : (
        <>
          <NodeList />
          <GapList />
          <SweepHistory />
        </>
      )}
    </div>
  );
}
