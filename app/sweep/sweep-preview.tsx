'use client';

import { useState } from 'react';
import { LIMITS } from '../../server/domain/limits.ts';
import type { SweepEntry } from '../../server/domain/sweep.ts';
import type { SweepAnswer } from '../live/answers.ts';
import { Button } from '../parts/button.tsx';
import { DialogActions } from '../parts/dialog.tsx';
import { ProblemNotice } from '../parts/problem.tsx';
import { counted } from '../parts/words.ts';
import { NothingStale } from './nothing-stale.tsx';
import styles from './sweep-dialog.module.css';
import { AheadTable, PreviewTable } from './sweep-table.tsx';
import { canBeAskedFor, isAhead } from './verdict.ts';

/** A sweep that is under way, or failed. */
interface Applying {
  isPending: boolean;
  isError: boolean;
  error: Error | null;
  mutate: (entries: readonly SweepEntry[]) => void;
}

/**
 * What a sweep would mark, and below it what is silent for too long but still has time: that is
 * marked only where it is ticked. Of runs that were `named` all are asked for, whatever time they have.
 */
export function SweepPreview({
  answer,
  named,
  looking,
  applying,
  onLookAgain,
  onClose,
}: {
  answer: SweepAnswer;
  named: boolean;
  looking: boolean;
  applying: Applying;
  onLookAgain: () => void;
  onClose: () => void;
}) {
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const withTime = answer.spared.filter(isAhead);
  const dead = named ? [...answer.marked, ...withTime] : answer.marked;
  const stale = dead.slice(0, LIMITS.runIdsPerSweep);
  const ahead = named ? [] : withTime;
  const chosen = [...stale, ...ahead.filter(({ runId }) => ticked.has(runId))].slice(
    0,
    LIMITS.runIdsPerSweep,
  );
  const asked = chosen.filter(canBeAskedFor).length;
  const left = stale.length - stale.filter(canBeAskedFor).length;
  const busy = applying.isPending || looking;

  return (
    <>
      {stale.length > 0 ? (
        <>
          <p className={styles.headline} role="status">
            {headline(stale.length, named)}
            {left > 0 && `, ${left} left out of this sweep`}
          </p>
          <PreviewTable entries={stale} />
        </>
      ) : named ? (
        <p className={styles.headline} role="status">
          All of them have spoken since, or are over.
        </p>
      ) : (
        <NothingStale />
      )}
      {ahead.length > 0 && (
        <>
          <p className={styles.second}>
            {counted(ahead.length, 'run')} {ahead.length === 1 ? 'is' : 'are'} silent for longer
            than allowed, but still {ahead.length === 1 ? 'has' : 'have'} time.{' '}
            <span className={styles.aside}>Tick what you know to be dead.</span>
          </p>
          <AheadTable
            entries={ahead}
            now={answer.now}
            ticked={ticked}
            onTick={(runId, on) => {
              const next = new Set(ticked);
              if (on) next.add(runId);
              else next.delete(runId);
              setTicked(next);
            }}
          />
        </>
      )}
      {applying.isError && applying.error !== null && (
        <ProblemNotice problem={applying.error} onRetry={() => applying.mutate(chosen)} />
      )}
      <DialogActions>
        <Button tone="quiet" onClick={onLookAgain} aria-disabled={looking}>
          {looking ? 'Looking' : 'Look again'}
        </Button>
        <Button onClick={onClose}>
          {stale.length + ahead.length === 0 ? 'Close' : 'Keep waiting'}
        </Button>
        {asked > 0 && (
          <Button
            tone="danger"
            onClick={() => !busy && applying.mutate(chosen)}
            aria-disabled={busy}
          >
            {applying.isPending ? 'Marking' : `Mark ${counted(asked, 'run')} as stale`}
          </Button>
        )}
      </DialogActions>
    </>
  );
}

function headline(count: number, named: boolean): string {
  const runs = `${counted(count, 'run')} ${count === 1 ? 'is' : 'are'}`;
  return named ? `${runs} still silent` : `${runs} stale`;
}
