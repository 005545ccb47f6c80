'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { LIMITS } from '../../server/domain/limits.ts';
import type { SweepEntry } from '../../server/domain/sweep.ts';
import type { SweepAnswer } from '../live/answers.ts';
import { postJson } from '../live/api.ts';
import { Button } from '../parts/button.tsx';
import { Dialog, DialogActions } from '../parts/dialog.tsx';
import { ProblemNotice } from '../parts/problem.tsx';
import { SkeletonRows } from '../parts/skeleton-rows.tsx';
import { counted } from '../parts/words.ts';
import { NothingStale } from './nothing-stale.tsx';
import styles from './sweep-dialog.module.css';
import { OutcomeTable, PreviewTable } from './sweep-table.tsx';
import { canBeAskedFor, outcomeHeadline, outcomes, type Outcome as RunOutcome } from './verdict.ts';

/** Shows what a sweep would do, does exactly that, and tells what came of it. */
export function SweepDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Dialog opened={opened} onClose={onClose} title="Sweep stale now" width={820} fillsPhone>
      {opened && <Sweeping onClose={onClose} />}
    </Dialog>
  );
}

function Sweeping({ onClose }: { onClose: () => void }) {
  const preview = useQuery({
    queryKey: ['sweep-preview'],
    queryFn: () => postJson<SweepAnswer>('/api/sweeps', { dryRun: true }),
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    retry: false,
  });
  const applying = useMutation({
    mutationFn: (shown: readonly SweepEntry[]) =>
      postJson<SweepAnswer>('/api/sweeps', {
        runIds: shown.filter(canBeAskedFor).map((entry) => entry.runId),
      }),
  });
  const stale = preview.data?.marked.slice(0, LIMITS.runIdsPerSweep) ?? [];
  const asked = stale.filter(canBeAskedFor).length;

  const busy = applying.isPending || preview.isFetching;

  function lookAgain(): void {
    if (busy) return;
    applying.reset();
    void preview.refetch();
  }

  if (applying.isSuccess) {
    const all = outcomes(applying.variables, applying.data);
    return <Outcome all={all} onLookAgain={lookAgain} onClose={onClose} />;
  }

  if (preview.isError) {
    return (
      <>
        <ProblemNotice problem={preview.error} onRetry={lookAgain} retrying={preview.isFetching} />
        <DialogActions>
          <Button onClick={onClose}>Keep waiting</Button>
        </DialogActions>
      </>
    );
  }

  if (preview.isPending) return <SkeletonRows rows={3} height={48} />;

  return (
    <>
      {stale.length === 0 ? (
        <NothingStale />
      ) : (
        <>
          <p className={styles.headline} role="status">
            {stale.length === 1 ? '1 run is stale' : `${counted(stale.length, 'run')} are stale`}
            {asked < stale.length && `, ${stale.length - asked} left out of this sweep`}
          </p>
          <PreviewTable entries={stale} />
        </>
      )}
      {applying.isError && (
        <ProblemNotice problem={applying.error} onRetry={() => applying.mutate(stale)} />
      )}
      <DialogActions>
        <Button tone="quiet" onClick={lookAgain} aria-disabled={preview.isFetching}>
          {preview.isFetching ? 'Looking' : 'Look again'}
        </Button>
        <Button onClick={onClose}>{stale.length === 0 ? 'Close' : 'Keep waiting'}</Button>
        {asked > 0 && (
          <Button
            tone="danger"
            onClick={() => !busy && applying.mutate(stale)}
            aria-disabled={busy}
          >
            {applying.isPending ? 'Marking' : `Mark ${counted(asked, 'run')} as stale`}
          </Button>
        )}
      </DialogActions>
    </>
  );
}

/** What came of it. The button that asked for it is gone, so the focus moves on. */
function Outcome({
  all,
  onLookAgain,
  onClose,
}: {
  all: readonly RunOutcome[];
  onLookAgain: () => void;
  onClose: () => void;
}) {
  const done = useRef<HTMLButtonElement>(null);
  useEffect(() => done.current?.focus(), []);
  return (
    <>
      <p className={styles.headline} role="status">
        {outcomeHeadline(all)}
      </p>
      <OutcomeTable outcomes={all} />
      <DialogActions>
        <Button onClick={onLookAgain}>Look again</Button>
        <Button ref={done} tone="accent" onClick={onClose}>
          Done
        </Button>
      </DialogActions>
    </>
  );
}
