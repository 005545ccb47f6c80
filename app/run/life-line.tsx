'use client';

import type { Run } from '../../server/domain/run.ts';
import { useNow } from '../live/clock.tsx';
import { useConnection } from '../live/socket.tsx';
import { diesAt, isSuspect } from '../live/vitals.ts';
import { Countdown } from '../parts/time.tsx';
import { briefly, elapsedClock } from '../parts/words.ts';
import css from './head.module.css';

/** A running run's life in figures that tick: how long, silent for, and what is left of its limit. */
export function LifeLine({ run }: { run: Run }) {
  const now = useNow();
  const offline = useConnection().state === 'offline';
  return (
    <span className={css.life} data-close={isSuspect(run, now) || undefined}>
      <span>
        Running for <b className="fl-num">{elapsedClock(now - Date.parse(run.startedAt))}</b>
      </span>
      <span>
        silent <b className={`${css.silent} fl-num`}>{briefly(now - Date.parse(run.lastSignAt))}</b>
      </span>
      <span className={css.left}>
        stale in{' '}
        <b>
          <Countdown to={diesAt(run)} estimated={offline} />
        </b>
      </span>
    </span>
  );
}
