'use client';

import { useMemo, useSyncExternalStore } from 'react';
import { LIMITS } from '../../server/domain/limits.ts';
import type { Run } from '../../server/domain/run.ts';
import { useNow } from '../live/clock.tsx';
import { useBoard } from '../live/use-board.ts';
import {
  type Dismissals,
  endedAt,
  isDismissed,
  NO_DISMISSALS,
  readDismissals,
  withAllDismissed,
  withDismissed,
} from './dismissals.ts';

/** The deaths of the last 24 h as this browser sees them, newest first. */
export interface Deaths {
  all: readonly Run[];
  /** Those not yet dismissed here. */
  open: readonly Run[];
  /** Whether there may be older ones than this tab knows. */
  more: boolean;
  /** Whether some of those older ones may not be dismissed. */
  moreOpen: boolean;
  /** Whether a death was dismissed here, be it told of in `all` or not. */
  isDismissed(run: Run): boolean;
  dismiss(...runs: readonly Run[]): void;
  dismissAll(): void;
}

const KEY = 'flatline.dismissed';
/** Milliseconds: deaths leave by the minute, not by the second. */
const MINUTE = 60_000;

/** The deaths of the last 24 h, and their dismissal in this browser (all its tabs). */
export function useDeaths(): Deaths {
  const board = useBoard();
  const dismissals = useSyncExternalStore(listen, stored, () => NO_DISMISSALS);
  const from = Math.floor(useNow() / MINUTE) * MINUTE - LIMITS.recentForMs;
  const recent = board?.recent;
  const more = board !== undefined && board.recentComplete !== true;

  return useMemo(() => {
    const all = (recent ?? []).filter((run) => Date.parse(run.finishedAt ?? '') >= from);
    return {
      all,
      open: all.filter((run) => !isDismissed(dismissals, run)),
      isDismissed: (run) => isDismissed(dismissals, run),
      more,
      moreOpen: more && all.length > 0 && !all.some((run) => endedAt(run) <= dismissals.upTo),
      dismiss: (...runs) => store(withDismissed(stored(), runs)),
      dismissAll: () => store(withAllDismissed(stored(), all)),
    };
  }, [recent, more, dismissals, from]);
}

const listeners = new Set<() => void>();
let last: { text: string | null; dismissals: Dismissals } = {
  text: null,
  dismissals: NO_DISMISSALS,
};

/** The same object for the same text, as React asks of a snapshot. */
function stored(): Dismissals {
  const text = readText();
  if (text !== last.text) last = { text, dismissals: readDismissals(text) };
  return last.dismissals;
}

/** A browser that refuses storage keeps dismissals for as long as the tab lives. */
function readText(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return last.text;
  }
}

function store(dismissals: Dismissals): void {
  const text = JSON.stringify(dismissals);
  try {
    localStorage.setItem(KEY, text);
  } catch {
    last = { text, dismissals };
  }
  for (const listener of [...listeners]) listener();
}

function listen(listener: () => void): () => void {
  const elsewhere = (event: StorageEvent) => {
    if (event.key === KEY || event.key === null) listener();
  };
  listeners.add(listener);
  window.addEventListener('storage', elsewhere);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('storage', elsewhere);
  };
}
