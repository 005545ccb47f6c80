'use client';

import { useNow } from './clock.tsx';
import { useWatchdog } from './use-watchdog.ts';

/** Since when the server can hear no run, in milliseconds; null while it can. Fetches nothing itself. */
export function useDeafSince(): number | null {
  const since = useWatchdog()?.deafSince ?? null;
  return since === null ? null : Date.parse(since);
}

/** Until when runs could be heard, in milliseconds: a silence counts no further than that. Ticks. */
export function useHeardUntil(): number {
  return heardUntil(useNow(), useDeafSince());
}

/** The same of a moment `now`. */
export function heardUntil(now: number, deafSince: number | null): number {
  return deafSince === null ? now : Math.min(now, deafSince);
}
