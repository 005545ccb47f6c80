'use client';

import { deafWords } from '../hearing/words.ts';
import { ApiProblem } from '../live/api.ts';
import { serverNow } from '../live/clock.tsx';
import { useWatchdog } from '../live/use-watchdog.ts';
import styles from './sweep-dialog.module.css';

/** Whether the server said that it cannot answer for now. */
export function isPassing(problem: Error | null): problem is ApiProblem {
  return problem instanceof ApiProblem && problem.status === 503;
}

/** Why no sweep can be looked at for now; it is asked for again by itself. */
export function NotNow({ problem }: { problem: ApiProblem }) {
  const watchdog = useWatchdog();
  const since = watchdog?.deafSince ?? null;
  const why =
    since === null ? problem.detail : deafWords(watchdog?.reason ?? null, since, serverNow());
  return (
    <div role="status">
      <p className={styles.headline}>Nothing can be swept now</p>
      <p>{why} It is tried again by itself.</p>
    </div>
  );
}
