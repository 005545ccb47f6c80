import { inWords } from '../domain/duration.ts';
import type { GapReason, Hearing } from '../domain/hearing.ts';
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
  /** The gap in the hearing that has not ended yet. */
  deaf: Hearing['deaf'];
}

/** Why the watchdog cannot be relied upon, in a sentence; null when it can. */
export function illnessOf(passes: Passes): string | null {
  const { now, owedAt, failuresInARow, failure, deaf } = passes;
  if (deaf !== null) {
    return `No run can be heard since ${toIso(deaf.from)}: ${WHY[deaf.reason]}. Silences do not count meanwhile; the time will be given back.`;
  }
  if (owedAt !== null && now > owedAt + OVERDUE_GRACE) {
    const late = inWords(Math.floor((now - owedAt) / 1000));
    return `The sweep due at ${toIso(owedAt)} has not happened: it is ${late} late. Runs that fall silent may still be shown as running.`;
  }
  if (failuresInARow >= 2) {
    return `The last two sweeps failed, so runs that fall silent may still be shown as running. ${failure ?? 'The log of the server says why.'}`;
  }
  return null;
}

const WHY: Record<GapReason, string> = {
  restarted: 'the server is starting',
  database: 'the database cannot be written',
  blocked: 'the server stands still',
  jumped: 'the clock leapt',
};
