import { shortTime } from '../parts/words.ts';

/** What the server does about it. */
export const DEAF_MEANWHILE = 'Silences do not count meanwhile; the time will be given back.';

/**
 * Why no run can be heard, out of the sentence that the server says of it, whose time is another
 * zone's: `the database cannot be written`. null where it says something else.
 */
export function deafWhy(reason: string | null): string | null {
  return /^No run can be heard since \S+: ([^.]+)\./.exec(reason ?? '')?.[1] ?? null;
}

/** That no run can be heard, since when and why; `since` in words. */
export function deafSentence({ reason, since }: { reason: string | null; since: string }): string {
  const why = deafWhy(reason);
  return `No run can be heard since ${since}${why === null ? '' : `: ${why}`}.`;
}

/** All of it, as of `now`: what is the matter, and what the server does about it. */
export function deafWords(reason: string | null, deafSince: string, now: number): string {
  const since = shortTime(Date.parse(deafSince), now);
  return `${deafSentence({ reason, since })} ${DEAF_MEANWHILE}`;
}
