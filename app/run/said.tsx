import { useState } from 'react';
import type { Run } from '../../server/domain/run.ts';
import { endingOf } from './ending.ts';

/** Says to a screen reader, once, that the run ended while its page was open. */
export function Said({ run }: { run: Run }) {
  const [wasRunning] = useState(run.status === 'RUNNING');
  // A failure is announced on every page, by the frame: it must not be heard twice.
  const toSay = wasRunning && run.status !== 'FAILED' ? endingOf(run) : null;
  return (
    <p className="fl-heard" role="status">
      {toSay !== null && `${run.scraper}: ${toSay}`}
    </p>
  );
}
