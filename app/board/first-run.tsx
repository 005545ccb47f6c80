'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { inWords } from '../../server/domain/duration.ts';
import type { RunsPage } from '../live/answers.ts';
import { getJson } from '../live/api.ts';
import { runsPath, watchdogQuery } from '../live/queries.ts';
import { Command, StartCommand } from '../parts/command.tsx';
import { Empty } from '../parts/empty.tsx';
import { STATE_WORDS } from '../parts/state-mark.tsx';
import { Ago } from '../parts/time.tsx';
import styles from './first-run.module.css';

/** What the board says when nothing runs: how to start a run, and what to do next. */
export function FirstRun() {
  const { data: watchdog } = useQuery(watchdogQuery());
  const last = useQuery({
    queryKey: ['runs-ever'],
    queryFn: ({ signal }) => getJson<RunsPage>(runsPath({ limit: 1 }), signal),
    staleTime: 0,
  });
  const run = last.data?.runs[0];
  return (
    <Empty title={run === undefined ? 'No run has been reported yet.' : 'Nothing is running.'}>
      {run !== undefined && (
        <p className={styles.last}>
          The last run, <Link href={`/runs/${run.id}`}>{run.scraper}</Link>, started{' '}
          <Ago at={run.startedAt} as="words" /> and is {STATE_WORDS[run.status].toLowerCase()}.{' '}
          <Link href="/runs">See the history</Link>.
        </p>
      )}
      <ol className={styles.steps}>
        <li>
          <p>Start a run. This page turns into the board by itself.</p>
          <StartCommand />
        </li>
        <li>
          <p>
            Report on it from your scraper, with the <code>id</code> of the answer in place of{' '}
            <code>ID</code>.
          </p>
          <Command text={reportCommand} label="Copy the command that reports progress" />
        </li>
        <li>
          <p>
            Or stay silent
            {watchdog === undefined ? '' : ` for ${inWords(watchdog.staleAfterSeconds)}`}: the
            watchdog marks the run as stale and says so here.
          </p>
        </li>
      </ol>
    </Empty>
  );
}

function reportCommand(origin: string): string {
  return `curl -X POST ${origin}/api/runs/ID/events \\
  -H 'content-type: application/json' \\
  -d '{"type": "progress", "done": 12, "total": 100}'`;
}
