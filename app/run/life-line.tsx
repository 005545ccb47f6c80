'use client';

import type { Run } from '../../server/domain/run.ts';
import { useNow } from '../live/clock.tsx';
import { useConnection } from '../live/socket.tsx';
import { heardUntil, useDeafSince } from '../live/use-deaf.ts';
import { diesAt, isInDanger, type Worry, wasGivenBack } from '../live/vitals.ts';
import { At, Countdown } from '../parts/time.tsx';
import { briefly, elapsedClock } from '../parts/words.ts';
import { stillFor } from '../suspicion/words.ts';
import css from './head.module.css';

/** A running run's life in figures that tick: how long, silent for, and what is left of its limit. */
export function LifeLine({ run, worry }: { run: Run; worry: Worry | null }) {
  const now = useNow();
  const deafSince = useDeafSince();
  const offline = useConnection().state === 'offline';
  const dying = isInDanger(worry) && deafSince === null;
  const granted = run.grantedUntil !== null && Date.parse(run.grantedUntil) > now;
  // What is left of its time stands still: it is given back.
  const dies = diesAt(run) + (now - heardUntil(now, deafSince));
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
          <Countdown to={dies} estimated={offline || deafSince !== null} />
        </b>
      </span>
      {worry === 'stuck' && (
        <span className={css.worry}>
          stuck: heard, but no progress for <b className="fl-num">{stillFor(run, now)}</b>
        </span>
      )}
      {wasGivenBack(run, worry) && (
        <span title="It could not be heard for a while: that time was given back to it.">
          its time was given back
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
