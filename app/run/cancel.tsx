'use client';

import { useEffect, useId, useRef, useState } from 'react';
import type { Run } from '../../server/domain/run.ts';
import { Button } from '../parts/button.tsx';
import { ProblemNotice } from '../parts/problem.tsx';
import { Ago } from '../parts/time.tsx';
import css from './cancel.module.css';
import { useCancel } from './use-cancel.ts';

/** Cancels a running run, after saying what that does; afterwards tells that it was asked for. */
export function CancelButton({ run }: { run: Run }) {
  const [asking, setAsking] = useState(false);
  const cancel = useCancel(run.id);
  if (run.status !== 'RUNNING') {
    return cancel.data === 'too late' ? (
      <span className={css.told} role="status">
        It had ended already: there was nothing to cancel.
      </span>
    ) : null;
  }
  if (run.cancelRequestedAt !== null) {
    return (
      <span className={css.told}>
        Cancel asked for <Ago at={run.cancelRequestedAt} />, waiting for the reporter
      </span>
    );
  }
  return (
    <div className={css.place}>
      <Button onClick={() => setAsking(true)}>Cancel run</Button>
      {asking && (
        <Confirm
          run={run}
          busy={cancel.isPending}
          problem={cancel.error}
          onKeep={() => {
            cancel.reset();
            setAsking(false);
          }}
          onCancel={() => cancel.mutate(undefined, { onSuccess: () => setAsking(false) })}
        />
      )}
    </div>
  );
}

function Confirm({
  run,
  busy,
  problem,
  onKeep,
  onCancel,
}: {
  run: Run;
  busy: boolean;
  problem: Error | null;
  onKeep: () => void;
  onCancel: () => void;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className={css.dialog} aria-labelledby={title} onClose={onKeep}>
      <h2 id={title}>Cancel this run of {run.scraper}?</h2>
      <p>
        Its reporter is told to stop when it next reports; the run then ends as cancelled. Nothing
        is killed: until then it goes on.
      </p>
      <p>
        If the reporter falls silent instead, the watchdog marks the run as failed, as it would have
        anyway. A cancel cannot be taken back.
      </p>
      {problem !== null && <ProblemNotice problem={problem} />}
      <div className={css.actions}>
        <Button onClick={onKeep} autoFocus>
          Keep it running
        </Button>
        <Button tone="danger" onClick={onCancel} disabled={busy}>
          {busy ? 'Asking it to stop' : 'Cancel run'}
        </Button>
      </div>
    </dialog>
  );
}
