'use client';

import { Modal } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { Run } from '../../server/domain/run.ts';
import type { CancelAnswer } from '../live/answers.ts';
import { postJson } from '../live/api.ts';
import { Button } from '../parts/button.tsx';
import { ProblemNotice } from '../parts/problem.tsx';
import styles from './cancel-dialog.module.css';
import '@mantine/core/styles/Overlay.css';
import '@mantine/core/styles/CloseButton.css';
import '@mantine/core/styles/Paper.css';
import '@mantine/core/styles/ModalBase.css';
import '@mantine/core/styles/Modal.css';

/** Asks once more before a run is cancelled. */
export function CancelDialog({ run, onClose }: { run: Run; onClose: () => void }) {
  const cancelling = useMutation({
    mutationFn: () => postJson<CancelAnswer>(`/api/runs/${run.id}/cancel`),
    onSuccess: onClose,
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Cancel ${run.scraper}?`}
      size={440}
      transitionProps={{ transition: 'fade', duration: 120 }}
      overlayProps={{ backgroundOpacity: 0.45 }}
      closeButtonProps={{ 'aria-label': 'Close' }}
      classNames={{
        content: styles.content,
        header: styles.header,
        title: styles.title,
        body: styles.body,
      }}
    >
      <p className={styles.words}>
        Its reporter is told to stop the next time it reports. Until then the run goes on; if it
        stays silent it will be marked as stale.
      </p>
      {cancelling.isError && <ProblemNotice problem={cancelling.error} />}
      <div className={styles.actions}>
        <Button onClick={onClose} data-autofocus>
          Keep it running
        </Button>
        <Button tone="danger" disabled={cancelling.isPending} onClick={() => cancelling.mutate()}>
          {cancelling.isPending ? 'Cancelling' : 'Cancel the run'}
        </Button>
      </div>
    </Modal>
  );
}
