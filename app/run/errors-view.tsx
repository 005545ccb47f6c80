'use client';

import { useState } from 'react';
import type { RunDetail } from '../../server/domain/run.ts';
import { useNow } from '../live/clock.tsx';
import { Button } from '../parts/button.tsx';
import { count, counted } from '../parts/words.ts';
import { ErrorItem } from './error-item.tsx';
import css from './errors.module.css';
import { Panel } from './panel.tsx';

/** Errors drawn at first, and more at each request. */
const PAGE = 50;

/** A run's errors, newest first. */
export function ErrorsView({ run, size }: { run: RunDetail; size: 'roomy' | 'snug' }) {
  const { errors } = run;
  const live = run.status === 'RUNNING';
  const fatal = fatalOf(run);
  const [shown, setShown] = useState(PAGE);
  const now = useNow();
  // Numbered from the oldest: what a reader has unfolded keeps its key when newer ones come.
  const newestFirst = errors.map((error, number) => ({ error, number })).reverse();
  const rest = errors.length - shown;
  return (
    <Panel title="Errors" size={size} note={errors.length === 0 ? '' : count(errors.length)}>
      {errors.length === 0 ? (
        <p className={css.empty}>{live ? 'No errors so far.' : 'This run reported no errors.'}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
        <section className={css.scroller} aria-label="Errors, newest first" tabIndex={0}>
          <ol className={css.list}>
            {newestFirst.slice(0, shown).map(({ error, number }) => (
              <ErrorItem key={number} error={error} fatal={number === fatal} now={now} />
            ))}
          </ol>
          {rest > 0 && (
            <div className={css.more}>
              <Button small onClick={() => setShown(shown + 2 * PAGE)}>
                Show {counted(Math.min(rest, 2 * PAGE), 'older error')}
              </Button>
            </div>
          )}
        </section>
      )}
    </Panel>
  );
}

/** The place of the error that ended the run: the last one like it, since a finish comes last. */
function fatalOf({ error, errors }: RunDetail): number {
  if (error === null) return -1;
  return errors.findLastIndex(
    (each) => each.errorType === error.errorType && each.occurredAt === error.occurredAt,
  );
}
