'use client';

import { useMutation } from '@tanstack/react-query';
import type { Run } from '../../server/domain/run.ts';
import type { CancelAnswer } from '../live/answers.ts';
import { postJson } from '../live/api.ts';
import { Button } from '../parts/button.tsx';
import { Dialog, DialogActions } from '../parts/dialog.tsx';
import { inSentence } from '../parts/free-text.ts';
import { ProblemNotice } from '../parts/problem.tsx';

/** Asks once more before a run is cancelled. */
export function CancelDialog({ run, onClose }: { run: Run; onClose: () => void }) {
  const cancelling = useMutation({
    mutationFn: () => postJson<CancelAnswer>(`/api/runs/${run.id}/cancel`),
    onSuccess: onClose,
  });
  return (
    <Dialog opened onClose={onClose} title={`Cancel ${inSentence(run.scraper)}?`} width={440}>
      <p>
        Its reporter is told to stop the next time it reports. Until then the run goes on; if it
        stays silent it will be marked as stale.
      </p>
      {cancelling.isError && <ProblemNotice problem={cancelling.error} />}
      <DialogActions>
        <Button onClick={onClose} data-autofocus>
          Keep it running
        </Button>
        <Button tone="danger" disabled={cancelling.isPending} onClick={() => cancelling.mutate()}>
          {cancelling.isPending ? 'Cancelling' : 'Cancel the run'}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
