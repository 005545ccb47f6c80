'use client';

import type { Run } from '../../server/domain/run.ts';
import { GrantButton } from '../grants/grant-button.tsx';
import { isInDanger, type Worry } from '../live/vitals.ts';
import { shownText } from '../parts/free-text.ts';
import { ProgressBar, progressText } from '../parts/progress-bar.tsx';
import { briefly, count, elapsedClock, fullTime, rateWords } from '../parts/words.ts';
import { stoodStillSince, stuckWords } from '../suspicion/words.ts';
import columns from './columns.module.css';
import { DiesCell } from './dies-cell.tsx';
import { Cell } from './grid.tsx';
import styles from './live-cells.module.css';
import type { Moment } from './use-moment.ts';

/** The cells of a run that lives: where it is, how fast, for how long, and how long it has left. */
export function LiveCells({
  run,
  rate,
  worry,
  moment,
  tabIndex,
}: {
  run: Run;
  /** Progress per second; null when unknown. */
  rate: number | null;
  worry: Worry | null;
  moment: Moment;
  /** Of what can be pressed in the row. */
  tabIndex: number;
}) {
  const { now, deafSince } = moment;
  const heard = Date.parse(run.lastSignAt);
  const { progress } = run;
  const phase = run.phase === null ? null : shownText(run.phase);
  return (
    <>
      <Cell className={`${columns.phase} ${styles.dim}`} title={phase ?? undefined}>
        <span className="fl-cut">{phase ?? '–'}</span>
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
        className={columns.progress}
        title={shownText(progress?.message ?? progressText(progress))}
      >
        <ProgressBar progress={progress} label={`Progress of ${run.scraper}`} />
        <span className={`fl-cut ${columns.counts} ${styles.counts}`} aria-hidden="true">
          {progress === null
            ? ''
            : progress.total === null
              ? `${count(progress.done)}, no total`
              : `${count(progress.done)}/${count(progress.total)}`}
        </span>
      </Cell>
      {isInDanger(worry) ? (
        // It has been silent for too long to have a rate; there is room for what can be done.
        <Cell className={`${columns.give} ${styles.give}`}>
          <GrantButton runs={[run]} from="board" brief tabIndex={tabIndex} />
        </Cell>
      ) : (
        <Cell
          className={`${columns.rate} ${styles.dim}`}
          title={progress?.unit == null ? undefined : `${progress.unit}, measured in this tab`}
        >
          {rateWords(rate)}
        </Cell>
      )}
      <Cell
        className={`${columns.elapsed} ${styles.dim}`}
        title={`Started ${fullTime(Date.parse(run.startedAt))}`}
      >
        {elapsedClock(now - Date.parse(run.startedAt))}
      </Cell>
      <Cell
        className={`${columns.silent} ${styles.silent}`}
        title={
          deafSince === null
            ? `Last heard ${fullTime(heard)}`
            : `Last heard ${fullTime(heard)}. Nobody can be heard now: what passes does not count.`
        }
      >
        {briefly(now - heard)}
      </Cell>
      <DiesCell run={run} worry={worry} moment={moment} />
    </>
  );
}
