'use client';

import dynamic from 'next/dynamic';
import { useState } from 'react';
import { Button } from '../parts/button.tsx';

const SweepDialog = dynamic(() => import('./sweep-dialog.tsx').then((file) => file.SweepDialog), {
  ssr: false,
});

/** Opens the sweep dialog, which is loaded when it is first wanted. */
export function SweepButton() {
  const [state, setState] = useState<'unused' | 'open' | 'closed'>('unused');
  return (
    <>
      <Button onClick={() => setState('open')} aria-haspopup="dialog">
        Sweep stale now
      </Button>
      {state !== 'unused' && (
        <SweepDialog opened={state === 'open'} onClose={() => setState('closed')} />
      )}
    </>
  );
}
