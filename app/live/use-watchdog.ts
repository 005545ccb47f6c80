'use client';

import { useQuery } from '@tanstack/react-query';
import type { WatchdogAnswer } from './answers.ts';
import { watchdogQuery } from './queries.ts';

/** How the watchdog is, as this tab knows it. Fetches nothing itself: the frame does, on every page. */
export function useWatchdog(): WatchdogAnswer | undefined {
  return useQuery({ ...watchdogQuery(), enabled: false }).data;
}
