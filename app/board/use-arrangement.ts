'use client';

import { useCallback, useMemo, useState } from 'react';
import type { Run } from '../../server/domain/run.ts';
import { useNow } from '../live/clock.tsx';
import { useRates } from '../live/socket.tsx';
import { useHeardUntil } from '../live/use-deaf.ts';
import { useStorm } from '../live/use-storm.ts';
import { isInDanger, worryOf } from '../live/vitals.ts';
import { type Arrangement, arrange } from './arrange.ts';
import { DEFAULT_SORT, dangerFirst, type Sort, sortRuns } from './columns.ts';
import { useMembers } from './use-members.ts';

/** Milliseconds between two sortings by what ticks; starts and ends are let in at once. */
const CALM = 2000;

/**
 * The rows of the board in their order, and a way to let the waiting ones in. Where no order was
 * `chosen`, those in danger come first.
 */
export function useArrangement(
  runs: readonly Run[],
  chosen: Sort | null,
  held: boolean,
  pinned: string | null,
): Arrangement & { reveal: () => void } {
  const now = useNow();
  const rateOf = useRates();
  const [shown, setShown] = useState<readonly string[]>([]);
  // Another order, or "show the new ones": then rows may move even under the pointer.
  const [asked, setAsked] = useState<{ chosen: Sort | null } | null>({ chosen });

  const heardUntil = useHeardUntil();
  const storm = useStorm();

  const free = !held || asked?.chosen !== chosen;
  // What may not move need not be sorted again, nor asked whether it has lingered long enough.
  const [arrangedAt, setArrangedAt] = useState(now);
  const at = free ? now : arrangedAt;
  if (at !== arrangedAt) setArrangedAt(at);
  const members = useMembers(runs);
  // biome-ignore lint/correctness/useExhaustiveDependencies: sorted when rows come, go or end, and every other second.
  const sorted = useMemo(() => {
    const sorted = sortRuns(runs, chosen ?? DEFAULT_SORT, (id) => rateOf(id, now));
    return chosen === null
      ? dangerFirst(sorted, (run) => isInDanger(worryOf(run, heardUntil, storm)))
      : sorted;
  }, [members, chosen, Math.floor(at / CALM)]);

  // The keyboard goes from row to row: where nobody has died there is nothing to spare its row from.
  const pin = useMemo(() => sorted.some((run) => run.status === 'FAILED'), [sorted])
    ? pinned
    : null;
  const next = useMemo(
    () => arrange({ shown, sorted, held: !free, pinned: pin, now: at }),
    [shown, sorted, free, pin, at],
  );
  if (next.order !== shown) setShown(next.order);
  if (asked?.chosen !== chosen) setAsked({ chosen });
  return { ...next, reveal: useCallback(() => setAsked(null), []) };
}
