import { useEffect, useState } from 'react';
import type { Run } from '../../server/domain/run.ts';
import { useAnnounce } from '../frame/announcer.tsx';
import { endingOf } from './ending.ts';

/** Says to screen readers, once, that a run ended while its page was open. */
export function useSaidEnding(run: Run): void {
  const announce = useAnnounce();
  const [wasRunning] = useState(run.status === 'RUNNING');
  // A failure is announced on every page, by the frame: it must not be heard twice.
  const toSay = wasRunning && run.status !== 'FAILED' ? endingOf(run) : null;
  const { scraper } = run;
  useEffect(() => {
    if (toSay !== null) announce(`${scraper}: ${toSay}`);
  }, [announce, scraper, toSay]);
}
