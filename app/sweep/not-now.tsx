'use client';

import { useQuery } from '@tanstack/react-query';
import { DEAF_MEANWHILE, deafSentence } from '../hearing/words.ts';
import type { WatchdogAnswer } from '../live/answers.ts';
import { ApiProblem } from '../live/api.ts';
import { serverNow } from '../live/clock.tsx';
import { watchdogQuery } from '../live/queries.ts';
import { shortTime } from '../parts/words.ts';
import styles from './sweep-dialog.module.css';

/** Whether the server said that it cannot answer for now. */
export function isPassing(problem: Error | null): problem is ApiProblem {
  return problem instanceof ApiProblem && problem.status === 503;
}

/** Why no sweep can be looked at for now; it is asked for again by itself. */
export function NotNow({ problem }: { problem: ApiProblem }) {
  const { data } = useQuery({ ...watchdogQuery(), enabled: false });
  return (
    <div role="status">
      <p className={styles.headline}>Nothing can be swept now</p>
      <p>
        {data === undefined || data.deafSince === null ? problem.detail : whyDeaf(data)} It is tried
        again by itself.
      </p>
    </div>
  );
}

function whyDeaf({ deafSince, reason }: WatchdogAnswer): string {
  const since = shortTime(Date.parse(deafSince ?? ''), serverNow());
  return `${deafSentence({ reason, since })} ${DEAF_MEANWHILE}`;
}
