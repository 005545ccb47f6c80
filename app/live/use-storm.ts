'use client';

import type { Storm } from '../../server/domain/storm.ts';
import { useWatchdog } from './use-watchdog.ts';

/** The storm as this tab knows of it, or null. Fetches nothing itself. */
export function useStorm(): Storm | null {
  return useWatchdog()?.storm ?? null;
}
