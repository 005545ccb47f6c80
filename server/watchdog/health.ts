import { inWords } from '../domain/duration.ts';
import { type Millis, toIso } from '../domain/time.ts';

/** How late the owed firing may be before the watchdog counts as unhealthy, in milliseconds. */
export const OVERDUE_GRACE: Millis = 60_000;

/** What is known of the passes that the watchdog started. */
export interface Passes {
  now: Millis;
  /** The cron firing that is owed; null before the schedule starts. */
  owedAt: Millis | null;
  /** How many of the newest passes failed in a row. */
  failuresInARow: number;
  /** What the newest failure said, where that may be shown. */
  failure: string | null;
}

/** Why the watchdog cannot be relied upon, in a sentence; null when it can. */
export function illnessOf({ now, owedAt, failuresInARow, failure }: Passes): string | null {
  if (owedAt !== null && now > owedAt + OVERDUE_GRACE) {
    const late = inWords(Math.floor((now - owedAt) / 1000));
    return `The sweep due at ${toIso(owedAt)} has not happened: it is ${late} late. Runs that fall silent may still be shown as running.`;
  }
  if (failuresInARow >= 2) {
    return `The last two sweeps failed, so runs that fall silent may still be shown as running. ${failure ?? 'The log of the server says why.'}`;
  }
  return null;
}
