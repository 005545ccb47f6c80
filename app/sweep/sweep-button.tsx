'use client';

import { useRef, useState } from 'react';
import { Button } from '../parts/button.tsx';
import { Late } from '../parts/late.tsx';
import styles from './sweep-button.module.css';

const loadDialog = () => import('./sweep-dialog.tsx').then((file) => file.SweepDialog);

/** Opens the sweep dialog, which is loaded when it is first wanted. */
export function SweepButton() {
  const [state, setState] = useState<'unused' | 'open' | 'closed'>('unused');
  const button = useRef<HTMLButtonElement>(null);
  function close(): void {
    setState('closed');
    button.current?.focus({ preventScroll: true });
  }
  return (
    <>
      <Button ref={button} onClick={() => setState('open')} aria-haspopup="dialog">
        <span>
          Sweep<span className={styles.rest}> stale now</span>
        </span>
      </Button>
      {state !== 'unused' && (
        <Late load={loadDialog} props={{ opened: state === 'open', onClose: close }} />
      )}
    </>
  );
}
