'use client';

import type { Run } from '../../server/domain/run.ts';
import { diedOfSilence, reasonOf, spokeAgainWords } from '../deaths/reason.ts';
import { Button } from '../parts/button.tsx';
import { shownText } from '../parts/free-text.ts';
import { durationWords, shortTime } from '../parts/words.ts';
import columns from './columns.module.css';
import { Cell } from './grid.tsx';
import styles from './run-row.module.css';

/** The cells of a run that ended in front of the viewer: how, in one sentence. */
export function EndedCells({
  run,
  tabIndex,
  onDismiss,
}: {
  run: Run;
  tabIndex: number;
  onDismiss: (run: Run) => void;
}) {
  const words = endWords(run);
  const phase = run.phase === null ? null : shownText(run.phase);
  return (
    <>
      <Cell className={columns.phase} title={phase ?? undefined}>
        <span className="fl-cut">{phase ?? '–'}</span>
      </Cell>
      <Cell aria-colspan={5} className={`${columns.end} ${styles.end}`} title={words}>
        <span className="fl-cut">{words}</span>
        {run.status === 'FAILED' && (
          <Button tone="quiet" small tabIndex={tabIndex} onClick={() => onDismiss(run)}>
            Dismiss<span className="fl-heard"> {run.scraper}</span>
          </Button>
        )}
      </Cell>
    </>
  );
}

function endWords(run: Run): string {
  const ended = Date.parse(run.finishedAt ?? run.startedAt);
  const lasted = durationWords(ended - Date.parse(run.startedAt));
  switch (run.status) {
    case 'FAILED':
      return [
        `${diedOfSilence(run) ? 'Died' : 'Failed'} ${shortTime(ended, ended)}, ${reasonOf(run)}`,
        spokeAgainWords(run),
      ]
        .filter((part) => part !== null)
        .join(' · ');
    case 'CANCELLED':
      return `Cancelled after ${lasted}`;
    default:
      return `Completed in ${lasted}`;
  }
}
