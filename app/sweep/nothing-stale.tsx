'use client';

import { useBoard } from '../live/use-board.ts';
import { diesAt } from '../live/vitals.ts';
import { inSentence } from '../parts/free-text.ts';
import { Countdown } from '../parts/time.tsx';
import styles from './sweep-dialog.module.css';
import { closest } from './verdict.ts';

/** Says that nothing is stale, and which run is the closest to it. */
export function NothingStale() {
  const board = useBoard();
  const next = closest(board?.runs ?? []);
  return (
    <p className={styles.headline} role="status">
      Nothing is stale.{' '}
      <span className={styles.aside}>
        {next === null ? (
          'No run is running.'
        ) : (
          <>
            The closest is {inSentence(next.scraper)}, in <Countdown to={diesAt(next)} />.
          </>
        )}
      </span>
    </p>
  );
}
