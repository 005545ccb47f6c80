'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import { LIMITS } from '../../server/domain/limits.ts';
import type { SweepEntry } from '../../server/domain/sweep.ts';
import type { SweepAnswer } from '../live/answers.ts';
import { postJson } from '../live/api.ts';
import { Button } from '../parts/button.tsx';
import { Dialog, DialogActions } from '../parts/dialog.tsx';
import { ProblemNotice } from '../parts/problem.tsx';
import { SkeletonRows } from '../parts/skeleton-rows.tsx';
import { isPassing, NotNow } from './not-now.tsx';
import { SweepOutcome } from './sweep-outcome.tsx';
import { SweepPreview } from './sweep-preview.tsx';
import { canBeAskedFor, outcomes } from './verdict.ts';

/** Milliseconds before another look when the server could not look. */
const LOOK_AGAIN_AFTER = 2000;

/**
 * Shows what a sweep would do, does exactly that, and tells what came of it. With `runIds` it is
 * about these runs alone, which an operator has called dead.
 */
export function SweepDialog({
  opened,
  onClose,
  runIds,
}: {
  opened: boolean;
  onClose: () => void;
  runIds?: readonly string[];
}) {
  const title = runIds === undefined ? 'Sweep stale now' : 'They are dead';
  return (
    <Dialog opened={opened} onClose={onClose} title={title} width={820} fillsPhone>
      {opened && <Sweeping runIds={runIds} onClose={onClose} />}
    </Dialog>
  );
}

function Sweeping({
  runIds,
  onClose,
}: {
  runIds: readonly string[] | undefined;
  onClose: () => void;
}) {
  const preview = useQuery({
    queryKey: ['sweep-preview', runIds ?? null],
    queryFn: () =>
      postJson<SweepAnswer>('/api/sweeps', {
        dryRun: true,
        ...(runIds === undefined ? {} : { runIds: runIds.slice(0, LIMITS.runIdsPerSweep) }),
      }),
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    // Nothing can be looked at for now: the same question may well be answered in a moment.
    retry: (_, problem) => isPassing(problem),
    retryDelay: LOOK_AGAIN_AFTER,
  });
  const applying = useMutation({
    mutationFn: (shown: readonly SweepEntry[]) =>
      postJson<SweepAnswer>('/api/sweeps', {
        runIds: shown.filter(canBeAskedFor).map((entry) => entry.runId),
      }),
  });

  function lookAgain(): void {
    if (applying.isPending || preview.isFetching) return;
    applying.reset();
    void preview.refetch();
  }

  if (applying.isSuccess) {
    const all = outcomes(applying.variables, applying.data);
    return <SweepOutcome all={all} onLookAgain={lookAgain} onClose={onClose} />;
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

  if (preview.isPending && isPassing(preview.failureReason)) {
    return (
      <>
        <NotNow problem={preview.failureReason} />
        <DialogActions>
          <Button onClick={onClose}>Keep waiting</Button>
        </DialogActions>
      </>
    );
  }

  if (preview.isPending) return <SkeletonRows rows={3} height={48} />;

  return (
    <SweepPreview
      answer={preview.data}
      named={runIds !== undefined}
      looking={preview.isFetching}
      applying={applying}
      onLookAgain={lookAgain}
      onClose={onClose}
    />
  );
}
