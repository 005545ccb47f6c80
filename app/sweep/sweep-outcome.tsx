'use client';

import { useEffect, useRef } from 'react';
import { Button } from '../parts/button.tsx';
import { DialogActions } from '../parts/dialog.tsx';
import styles from './sweep-dialog.module.css';
import { OutcomeTable } from './sweep-table.tsx';
import { type Outcome, outcomeHeadline } from './verdict.ts';

/** What came of a sweep. The button that asked for it is gone, so the focus moves on. */
export function SweepOutcome({
  all,
  onLookAgain,
  onClose,
}: {
  all: readonly Outcome[];
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
