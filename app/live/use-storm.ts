'use client';

import { useQuery } from '@tanstack/react-query';
import type { Storm } from '../../server/domain/storm.ts';
import { watchdogQuery } from './queries.ts';

/** The storm as this tab knows of it, or null. Fetches nothing itself. */
export function useStorm(): Storm | null {
  return useQuery({ ...watchdogQuery(), enabled: false }).data?.storm ?? null;
}
