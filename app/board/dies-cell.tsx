'use client';

import type { Run } from '../../server/domain/run.ts';
import { heardUntil } from '../live/use-deaf.ts';
import { diesAt, isGiven, isInDanger, type Worry, wasGivenBack } from '../live/vitals.ts';
import { clockTime, fullTime, shortClock } from '../parts/words.ts';
import columns from './columns.module.css';
import { diesTitle } from './dies-title.ts';
import { Cell } from './grid.tsx';
import styles from './live-cells.module.css';
import type { Moment } from './use-moment.ts';

/**
 * What a silent run has left: a countdown, or until when it was given time. While nobody can be
 * heard the countdown stands still, since that time is given back.
 */
export function DiesCell({
  run,
  worry,
  moment,
}: {
  run: Run;
  worry: Worry | null;
  moment: Moment;
}) {
  const { now, deafSince, offline } = moment;
  const dies = diesAt(run);
  const given = isGiven(run, now) && !isInDanger(worry);
  const title = diesTitle(fullTime(dies), {
    held: worry === 'held',
    given,
    givenBack: wasGivenBack(run, worry),
    deaf: deafSince !== null,
    offline,
  });
  const estimate = offline || deafSince !== null;
  return (
    <Cell
      className={`${columns.dies} ${styles.dies}`}
      title={title}
      data-worry={worry ?? undefined}
      data-given={given || undefined}
      data-deaf={deafSince !== null || undefined}
    >
      {given ? (
        <>
          <span>given time</span>
          <span>until {clockTime(dies, now)}</span>
        </>
      ) : (
        <>
          {worry === 'held' && 'held '}
          {estimate && '~'}
          {shortClock(dies - Math.max(heardUntil(now, deafSince), Date.parse(run.lastSignAt)))}
        </>
      )}
    </Cell>
  );
}
