'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useSyncExternalStore } from 'react';
import { inWords } from '../../server/domain/duration.ts';
import type { RunsPage } from '../live/answers.ts';
import { getJson } from '../live/api.ts';
import { runsPath, watchdogQuery } from '../live/queries.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { Empty } from '../parts/empty.tsx';
import { STATE_WORDS } from '../parts/state-mark.tsx';
import { Ago } from '../parts/time.tsx';
import styles from './first-run.module.css';

/** What the board says when nothing runs: how to start a run, and what to do next. */
export function FirstRun() {
  const origin = useSyncExternalStore(
    () => () => {},
    () => window.location.origin,
    () => '',
  );
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
          <Command text={startCommand(origin)} label="Copy the command that starts a run" />
        </li>
        <li>
          <p>
            Report on it from your scraper, with the <code>id</code> of the answer in place of{' '}
            <code>ID</code>.
          </p>
          <Command text={reportCommand(origin)} label="Copy the command that reports progress" />
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

/** A command to copy; `label` says what copying it is good for. */
export function Command({ text, label }: { text: string; label: string }) {
  return (
    <div className={styles.command}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      <pre tabIndex={0}>{text}</pre>
      <CopyButton text={text} label={label} />
    </div>
  );
}

/** The command that starts a run on the server at `origin`. */
export function startCommand(origin: string): string {
  return `curl -X POST ${origin}/api/runs \\
  -H 'content-type: application/json' \\
  -d '{"scraper": "books", "phase": "index"}'`;
}

function reportCommand(origin: string): string {
  return `curl -X POST ${origin}/api/runs/ID/events \\
  -H 'content-type: application/json' \\
  -d '{"type": "progress", "done": 12, "total": 100}'`;
}
