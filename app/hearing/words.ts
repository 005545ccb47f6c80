/** What the server does about it. */
export const DEAF_MEANWHILE = 'Silences do not count meanwhile; the time will be given back.';

/**
 * Why no run can be heard, out of the sentence that the server says of it, whose time is another
 * zone's: `the database cannot be written`. null where it says something else.
 */
export function deafWhy(reason: string | null): string | null {
  return /^No run can be heard since \S+: ([^.]+)\./.exec(reason ?? '')?.[1] ?? null;
}

/** All of it in one sentence or two; `since` and `passed` in words. */
export function deafSentence(
  { reason, since }: { reason: string | null; since: string },
  passed?: string,
): string {
  const why = deafWhy(reason);
  const how = passed === undefined ? '' : ` (${passed})`;
  return `No run can be heard since ${since}${how}${why === null ? '' : `: ${why}`}.`;
}
