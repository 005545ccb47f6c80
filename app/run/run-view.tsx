'use client';

import { useState } from 'react';
import type { RunDetail } from '../../server/domain/run.ts';
import { usePageTitle } from '../frame/page-title.tsx';
import { inSentence } from '../parts/free-text.ts';
import { CauseCard } from './cause-card.tsx';
import { ErrorsView } from './errors-view.tsx';
import { ExtensionsView } from './extensions-view.tsx';
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
  // A run that was seen running keeps its heights when it ends: nothing under a reader's eye moves.
  const [seenLive] = useState(live);
  const size = seenLive ? 'roomy' : 'snug';
  usePageTitle(inSentence(run.scraper));
  useSaidEnding(run);
  return (
    <article className={css.page}>
      <Head run={run} size={size} />
      <SpokeAgain run={run} />
      {!seenLive && <CauseCard run={run} />}
      <TimelineView run={run} size={size} />
      <ProgressView run={run} size={size} />
      <div className={css.lists}>
        <ErrorsView run={run} size={size} />
        <div id="log" className={css.anchor} tabIndex={-1}>
          <LogView fresh={run.logs} live={live} size={size} />
        </div>
      </div>
      <ExtensionsView extensions={run.extensions} />
      {/* Below what is being read: the head leads here. */}
      {seenLive && <CauseCard run={run} />}
      <MetaView meta={run.meta} />
    </article>
  );
}
