'use client';

import { useMemo } from 'react';
import type { Storm } from '../../server/domain/storm.ts';
import { useNow } from '../live/clock.tsx';
import { useConnection } from '../live/socket.tsx';
import { useDeafSince } from '../live/use-deaf.ts';
import { useStorm } from '../live/use-storm.ts';

/** What every row is drawn by besides its run: asked once for all of them. Times in milliseconds. */
export interface Moment {
  now: number;
  /** The storm that rages, if one does. */
  storm: Storm | null;
  /** Since when nobody can be heard; null while they can. */
  deafSince: number | null;
  /** Whether the server cannot be reached. */
  offline: boolean;
}

/** The moment that the rows are drawn in. Ticks. */
export function useMoment(): Moment {
  const now = useNow();
  const storm = useStorm();
  const deafSince = useDeafSince();
  const offline = useConnection().state === 'offline';
  return useMemo(() => ({ now, storm, deafSince, offline }), [now, storm, deafSince, offline]);
}
