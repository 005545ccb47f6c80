'use client';

import type { RunDetail } from '../../server/domain/run.ts';
import { usePageTitle } from '../frame/page-title.tsx';
import { ErrorsView } from './errors-view.tsx';
import { Head } from './head.tsx';
import { LogView } from './log-view.tsx';
import { MetaView } from './meta-view.tsx';
import { ProgressView } from './progress-view.tsx';
import css from './run-view.module.css';
import { SpokeAgain } from './spoke-again.tsx';
import { TimelineView } from './timeline-view.tsx';
import { useSaidEnding } from './use-said-ending.ts';

/** One run, whole. */
export function RunView({ run }: { run: RunDetail }) {
  const live = run.status === 'RUNNING';
  usePageTitle(run.scraper);
  useSaidEnding(run);
  return (
    <article className={css.page}>
      <Head run={run} />
      <SpokeAgain run={run} />
      <TimelineView run={run} />
      <ProgressView run={run} />
      <div className={css.lists}>
        <ErrorsView errors={run.errors} live={live} />
        <LogView fresh={run.logs} live={live} />
      </div>
      <MetaView meta={run.meta} />
    </article>
  );
}
