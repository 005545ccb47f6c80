'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { ApiProblem } from '../live/api.ts';
import { serverNow } from '../live/clock.tsx';
import { runQuery } from '../live/queries.ts';
import { useRoom } from '../live/socket.tsx';
import { Empty } from '../parts/empty.tsx';
import { ProblemNotice } from '../parts/problem.tsx';
import { lookAgainIn } from './look-again.ts';
import { RunSkeleton } from './run-skeleton.tsx';
import view from './run-view.module.css';
import { RunView } from './run-view.tsx';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The page of the run with this id, whatever stands in the address. */
export function RunPage({ id }: { id: string }) {
  // Another run is another page: nothing of the one before may stay.
  return UUID.test(id) ? <Live key={id} id={id.toLowerCase()} /> : <NoSuchRun id={id} />;
}

function Live({ id }: { id: string }) {
  useRoom({ room: 'run', id });
  const query = useQuery({
    ...runQuery(id),
    refetchInterval: ({ state }) => lookAgainIn(state.data?.run, serverNow()),
    retry: (count, problem) => !isMissing(problem) && count < 2,
  });
  if (query.data !== undefined) {
    return (
      <div className={view.page}>
        {query.error !== null && (
          <ProblemNotice
            problem={query.error}
            onRetry={query.refetch}
            retrying={query.isFetching}
          />
        )}
        <RunView run={query.data.run} />
      </div>
    );
  }
  if (query.error === null) return <RunSkeleton />;
  if (isMissing(query.error)) return <NoSuchRun id={id} />;
  return (
    <ProblemNotice problem={query.error} onRetry={query.refetch} retrying={query.isFetching} />
  );
}

function NoSuchRun({ id }: { id: string }) {
  return (
    <Empty title="There is no run with this id">
      <p>
        <code style={{ overflowWrap: 'anywhere' }}>{id}</code>
      </p>
      <p>
        It may have been mistyped or cut short. <Link href="/runs">Look in the history</Link>, or{' '}
        <Link href="/">see what runs now</Link>.
      </p>
    </Empty>
  );
}

function isMissing(problem: Error): boolean {
  return (
    problem instanceof ApiProblem && (problem.code === 'not_found' || problem.code === 'invalid')
  );
}
