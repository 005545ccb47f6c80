'use client';

import { useQueryClient } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import type { Run } from '../../server/domain/run.ts';
import { KEYS } from '../live/keys.ts';
import { Button } from '../parts/button.tsx';
import { Ago } from '../parts/time.tsx';
import css from './cancel.module.css';

const CancelDialog = dynamic(
  () => import('../board/cancel-dialog.tsx').then((file) => file.CancelDialog),
  { ssr: false },
);

/** Cancels a running run, after saying what that does; afterwards tells that it was asked for. */
export function CancelButton({ run }: { run: Run }) {
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  if (run.status !== 'RUNNING') return null;
  if (run.cancelRequestedAt !== null) {
    return (
      <span className={css.told}>
        Cancel asked for <Ago at={run.cancelRequestedAt} />, waiting for the reporter
      </span>
    );
  }
  return (
    <div className={css.place}>
      <Button onClick={() => setAsking(true)} aria-haspopup="dialog">
        Cancel run
      </Button>
      {asking && (
        <CancelDialog
          run={run}
          onClose={() => {
            setAsking(false);
            // Whether it was asked for, or had ended meanwhile: the page shows it at once.
            void client.invalidateQueries({ queryKey: KEYS.run(run.id) });
          }}
        />
      )}
    </div>
  );
}
