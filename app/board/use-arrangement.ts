'use client';

import { useCallback, useMemo, useState } from 'react';
import type { Run } from '../../server/domain/run.ts';
import { useNow } from '../live/clock.tsx';
import { useRates } from '../live/socket.tsx';
import { type Arrangement, arrange } from './arrange.ts';
import { type Sort, sortRuns } from './columns.ts';

/** Milliseconds between two sortings by what ticks; starts and ends are let in at once. */
const CALM = 2000;

/** The rows of the board in their order, and a way to let the waiting ones in. */
export function useArrangement(
  runs: readonly Run[],
  sort: Sort,
  held: boolean,
  pinned: string | null,
): Arrangement & { reveal: () => void } {
  const now = useNow();
  const rateOf = useRates();
  const [shown, setShown] = useState<readonly string[]>([]);
  // Another order, or "show the new ones": then rows may move even under the pointer.
  const [asked, setAsked] = useState<{ sort: Sort } | null>({ sort });

  const beat = Math.floor(now / CALM);
  const members = runs.map((run) => run.id + run.status[0]).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: sorted when rows come, go or end, and every other second.
  const sorted = useMemo(() => sortRuns(runs, sort, rateOf), [members, sort, beat]);

  const free = !held || asked?.sort !== sort;
  const next = arrange({ shown, sorted, held: !free, pinned, now });
  if (next.order !== shown) setShown(next.order);
  if (asked?.sort !== sort) setAsked({ sort });
  return { ...next, reveal: useCallback(() => setAsked(null), []) };
}
