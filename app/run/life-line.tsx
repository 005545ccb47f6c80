'use client';

import type { Run } from '../../server/domain/run.ts';
import { useNow } from '../live/clock.tsx';
import { useConnection } from '../live/socket.tsx';
import { diesAt, type Worry } from '../live/vitals.ts';
import { At, Countdown } from '../parts/time.tsx';
import { briefly, elapsedClock } from '../parts/words.ts';
import { stillFor } from '../suspicion/words.ts';
import css from './head.module.css';

/** A running run's life in figures that tick: how long, silent for, and what is left of its limit. */
export function LifeLine({ run, worry }: { run: Run; worry: Worry | null }) {
  const now = useNow();
  const offline = useConnection().state === 'offline';
  const dying = worry === 'suspect' || worry === 'held';
  const granted = run.grantedUntil !== null && Date.parse(run.grantedUntil) > now;
  return (
    <span className={css.life}>
      <span>
        Running for <b className="fl-num">{elapsedClock(now - Date.parse(run.startedAt))}</b>
      </span>
      <span>
        silent <b className={`${css.silent} fl-num`}>{briefly(now - Date.parse(run.lastSignAt))}</b>
      </span>
      <span className={dying ? css.worry : undefined}>
        {worry === 'held' ? 'held with the others, stale in ' : 'stale in '}
        <b>
          <Countdown to={diesAt(run)} estimated={offline} />
        </b>
      </span>
      {worry === 'stuck' && (
        <span className={css.worry}>
          stuck: heard, but no progress for <b className="fl-num">{stillFor(run, now)}</b>
        </span>
      )}
      {granted && run.grantedUntil !== null && (
        <span>
          time given until{' '}
          <b>
            <At at={run.grantedUntil} />
          </b>
        </span>
      )}
    </span>
  );
}
