'use client';

import type { Run } from '../../server/domain/run.ts';
import { GrantButton } from '../grants/grant-button.tsx';
import { useNow } from '../live/clock.tsx';
import { useConnection, useRate } from '../live/socket.tsx';
import { diesAt, type Worry } from '../live/vitals.ts';
import { shownText } from '../parts/free-text.ts';
import { ProgressBar, progressText } from '../parts/progress-bar.tsx';
import { briefly, count, elapsedClock, fullTime, rateWords, shortClock } from '../parts/words.ts';
import { stoodStillSince, stuckWords } from '../suspicion/words.ts';
import { Cell } from './grid.tsx';
import styles from './run-row.module.css';

/** The cells of a run that lives: where it is, how fast, for how long, and how long it has left. */
export function LiveCells({
  run,
  worry,
  tabIndex,
}: {
  run: Run;
  worry: Worry | null;
  /** Of what can be pressed in the row. */
  tabIndex: number;
}) {
  const now = useNow();
  const rate = useRate(run.id);
  const offline = useConnection().state === 'offline';
  const dies = diesAt(run);
  const heard = Date.parse(run.lastSignAt);
  const { progress } = run;
  const dying = worry === 'suspect' || worry === 'held';
  return (
    <>
      <Cell className={styles.phase} title={run.phase ?? undefined}>
        <span className="fl-cut">{run.phase ?? '–'}</span>
        {worry === 'stuck' && (
          <span
            className={`${styles.note} ${styles.stuck}`}
            title={`Stuck: ${stuckWords(run, now)}`}
          >
            stuck {briefly(now - stoodStillSince(run))}
          </span>
        )}
        {run.cancelRequestedAt !== null && (
          <span
            className={styles.note}
            title="A cancel was asked for; the reporter is told at its next report."
          >
            stopping
          </span>
        )}
      </Cell>
      <Cell
        className={styles.progress}
        title={shownText(progress?.message ?? progressText(progress))}
      >
        <ProgressBar progress={progress} label={`Progress of ${run.scraper}`} />
        <span className={`fl-cut ${styles.counts}`} aria-hidden="true">
          {progress === null
            ? ''
            : progress.total === null
              ? `${count(progress.done)}, no total`
              : `${count(progress.done)}/${count(progress.total)}`}
        </span>
      </Cell>
      {dying ? (
        // It has been silent for too long to have a rate; there is room for what can be done.
        <Cell className={styles.give}>
          <GrantButton runs={[run]} from="board" brief tabIndex={tabIndex} />
        </Cell>
      ) : (
        <Cell
          className={styles.rate}
          title={progress?.unit == null ? undefined : `${progress.unit}, measured in this tab`}
        >
          {rateWords(rate)}
        </Cell>
      )}
      <Cell className={styles.elapsed} title={`Started ${fullTime(Date.parse(run.startedAt))}`}>
        {elapsedClock(now - Date.parse(run.startedAt))}
      </Cell>
      <Cell className={styles.silent} title={`Last heard ${fullTime(heard)}`}>
        {briefly(now - heard)}
      </Cell>
      <Cell
        className={styles.dies}
        title={worry === 'held' ? heldTitle(dies) : diesTitle(dies, offline)}
      >
        {worry === 'held' && 'held '}
        {offline && '~'}
        {shortClock(dies - Math.max(now, heard))}
      </Cell>
    </>
  );
}

function heldTitle(until: number): string {
  return `Most of the live runs fell silent with it: more likely the network than the run. If it is still silent at ${fullTime(until)}, it is marked as stale.`;
}

function diesTitle(dies: number, offline: boolean): string {
  return offline
    ? `An estimate: the server cannot be heard. Without a sign of life it would be marked as stale at ${fullTime(dies)}.`
    : `Without a sign of life it will be marked as stale at ${fullTime(dies)}.`;
}
