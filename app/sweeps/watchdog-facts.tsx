'use client';

import { inWords } from '../../server/domain/duration.ts';
import { deafWords } from '../hearing/words.ts';
import type { WatchdogAnswer } from '../live/answers.ts';
import { serverNow } from '../live/clock.tsx';
import { useConnection } from '../live/socket.tsx';
import { Ago, At, Countdown } from '../parts/time.tsx';
import { count } from '../parts/words.ts';
import { scheduleInWords } from './schedule.ts';
import { outcomeWords, startedBy } from './sweep-words.ts';
import css from './watchdog-facts.module.css';

/** How the watchdog is, when it last looked and when it looks next. */
export function WatchdogFacts({ state }: { state: WatchdogAnswer }) {
  const offline = useConnection().state === 'offline';
  const { lastSweep, nextSweepAt, nextDeadlineAt, deafSince } = state;
  const estimated = offline || deafSince !== null;
  return (
    <dl className={css.facts}>
      <div>
        <dt>Health</dt>
        <dd data-health={state.healthy ? 'well' : 'ill'}>
          {state.healthy ? '✓ Healthy' : '✕ Unhealthy'}
        </dd>
        <dd className={css.more}>{healthWords(state)}</dd>
      </div>
      <div>
        <dt>Last sweep</dt>
        <dd>{lastSweep === null ? 'none yet' : <Ago at={lastSweep.startedAt} as="clock" />}</dd>
        <dd className={css.more}>
          {lastSweep !== null &&
            `${startedBy(lastSweep.trigger).toLowerCase()}, ${outcomeWords(lastSweep)}`}
        </dd>
      </div>
      <div>
        <dt>Next sweep</dt>
        <dd>
          {nextSweepAt === null ? (
            'not scheduled'
          ) : (
            <>
              in <Countdown to={nextSweepAt} estimated={offline} />
            </>
          )}
        </dd>
        <dd className={css.more}>
          {scheduleInWords(state.cron) ?? 'on a schedule of its own'}, <code>{state.cron}</code>
        </dd>
      </div>
      <div>
        <dt>Next deadline</dt>
        <dd>
          {nextDeadlineAt === null ? (
            'none'
          ) : (
            <>
              in <Countdown to={nextDeadlineAt} estimated={estimated} />
            </>
          )}
        </dd>
        <dd className={css.more}>
          {nextDeadlineAt === null ? (
            'nothing is running'
          ) : (
            <>
              at <At at={nextDeadlineAt} />, if that run stays silent
            </>
          )}
        </dd>
      </div>
      <Hearing state={state} />
      <div>
        <dt>Limit of silence</dt>
        <dd>{inWords(state.staleAfterSeconds)}</dd>
        <dd className={css.more}>unless a scraper or a run has its own</dd>
      </div>
      <div>
        <dt>Limit of standstill</dt>
        <dd>{inWords(state.stuckAfterSeconds)}</dd>
        <dd className={css.more}>without progress; then it counts as stuck</dd>
      </div>
    </dl>
  );
}

/** Since when runs can be heard, or cannot. */
function Hearing({ state: { deafSince, hearingSince } }: { state: WatchdogAnswer }) {
  if (deafSince !== null) {
    return (
      <div>
        <dt>Cannot hear since</dt>
        <dd data-health="ill">
          <At at={deafSince} />
        </dd>
        <dd className={css.more}>
          for <Ago at={deafSince} as="words" bare />; silences do not count meanwhile
        </dd>
      </div>
    );
  }
  return (
    <div>
      <dt>Hearing since</dt>
      <dd>{hearingSince === null ? 'not yet' : <At at={hearingSince} />}</dd>
      <dd className={css.more}>
        {hearingSince === null ? (
          'nothing has proven yet that runs can be heard'
        ) : (
          <>
            for <Ago at={hearingSince} as="words" bare />, without a gap
          </>
        )}
      </dd>
    </div>
  );
}

function healthWords({ reason, deafSince, running }: WatchdogAnswer): string {
  if (deafSince === null) return reason ?? `watches over ${count(running)} running`;
  return deafWords(reason, deafSince, serverNow());
}
