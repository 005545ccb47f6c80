'use client';

import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo } from 'react';
import { useDeaths } from '../deaths/use-deaths.ts';
import type { Board } from '../live/answers.ts';
import { watchdogQuery } from '../live/queries.ts';
import { useConnection } from '../live/socket.tsx';
import { useBoard } from '../live/use-board.ts';
import { useHeardUntil } from '../live/use-deaf.ts';
import { useStorm } from '../live/use-storm.ts';
import { isInDanger, worryOf } from '../live/vitals.ts';
import { Ago, Countdown } from '../parts/time.tsx';
import { count } from '../parts/words.ts';
import { SweepButton } from '../sweep/sweep-button.tsx';
import styles from './summary.module.css';

/** One line that answers "is all well?", and the button that sweeps. */
export function Summary() {
  const board = useBoard();
  const { data: watchdog } = useQuery(watchdogQuery());
  const { all, more } = useDeaths();
  const offline = useConnection().state === 'offline';
  const { running, suspect, stuck } = useCounts(board);
  const known = board !== undefined;
  return (
    <div className={styles.summary}>
      <ul className={styles.facts} aria-label="Summary" data-offline={offline || undefined}>
        <Fact>
          <b>{known ? count(running) : '–'}</b> running
        </Fact>
        <Fact tone={suspect > 0 ? 'suspect' : undefined}>
          <b>{known ? count(suspect) : '–'}</b> close to death
        </Fact>
        {stuck > 0 && (
          <Fact tone="suspect">
            <b>{count(stuck)}</b> stuck
          </Fact>
        )}
        <Fact tone={all.length > 0 ? 'failed' : undefined}>
          <b>
            {known ? count(all.length) : '–'}
            {more && '+'}
          </b>{' '}
          died in the last 24 h
        </Fact>
        {watchdog !== undefined && (
          <Fact>
            {watchdog.lastSweep === null ? (
              'no sweep yet'
            ) : (
              <>
                last sweep <Ago at={watchdog.lastSweep.startedAt} as="clock" />
              </>
            )}
            {watchdog.nextSweepAt !== null && (
              <>
                , next in <Countdown to={watchdog.nextSweepAt} estimated={offline} />
              </>
            )}
          </Fact>
        )}
      </ul>
      <SweepButton />
    </div>
  );
}

function Fact({ children, tone }: { children: ReactNode; tone?: 'suspect' | 'failed' }) {
  return (
    <li className={styles.fact} data-tone={tone}>
      {children}
    </li>
  );
}

function useCounts(board: Board | undefined): { running: number; suspect: number; stuck: number } {
  const asOf = useHeardUntil();
  const storm = useStorm();
  const runs = board?.runs;
  return useMemo(() => {
    const counts = { running: 0, suspect: 0, stuck: 0 };
    for (const run of runs ?? []) {
      if (run.status !== 'RUNNING') continue;
      counts.running += 1;
      const worry = worryOf(run, asOf, storm);
      if (worry === 'stuck') counts.stuck += 1;
      else if (isInDanger(worry)) counts.suspect += 1;
    }
    return counts;
  }, [runs, asOf, storm]);
}
