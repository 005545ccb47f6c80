import type { RunRecord } from './run.ts';
import { diesAt, type Patient, signOfLife } from './staleness.ts';
import { type Millis, seconds } from './time.ts';

/** Far from any time that is met: nothing is left to suspect. */
export const NEVER: Millis = Date.UTC(9999, 0, 1);

/** What a look at a run decides about suspicion. */
export interface Suspicion {
  /** Since when it is suspected; null when it is not. */
  suspectedAt: Millis | null;
  /** When to look at it again. */
  suspectAt: Millis;
}

/** From when on a run that stays silent is suspected: the last quarter of what it is allowed. */
export function suspectFrom(run: Patient, now: Millis): Millis {
  return diesAt(run, now) - seconds(run.staleAfterSeconds) / 4;
}

/**
 * Whether `run` is suspected at `now`. Suspicion ends with a sign of life (or an operator's grant,
 * which takes it away) and never by a deadline that moved: one silence is one incident. A sign may
 * be from before the suspicion and known only now: another program wrote its phase late.
 */
export function suspicionOf(run: Patient & Pick<RunRecord, 'suspectedAt'>, now: Millis): Suspicion {
  const { suspectedAt } = run;
  const sign = signOfLife(run, now).at;
  const isFresh = now < sign + threeQuarters(run);
  if (suspectedAt !== null && sign <= suspectedAt && !isFresh) {
    return { suspectedAt, suspectAt: NEVER };
  }
  const from = suspectFrom(run, now);
  if (now >= from) return { suspectedAt: now, suspectAt: NEVER };
  return { suspectedAt: null, suspectAt: from };
}

/** The suspicion of a run that was heard at `now`: none, until three quarters have passed. */
export function unsuspected(run: { staleAfterSeconds: number }, now: Millis): Suspicion {
  return { suspectedAt: null, suspectAt: now + threeQuarters(run) };
}

function threeQuarters({ staleAfterSeconds }: { staleAfterSeconds: number }): Millis {
  return (seconds(staleAfterSeconds) * 3) / 4;
}
