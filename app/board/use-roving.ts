'use client';

import {
  type KeyboardEvent,
  useCallback,
  useEffect,
  useEffectEvent,
  useMemo,
  useState,
} from 'react';

/** The one row of the list that Tab comes to, and the keys that move it. */
export interface Roving {
  /** The index of that row; -1 in an empty list. */
  index: number;
  onKeyDown: (event: KeyboardEvent) => void;
  /** A row got the focus some other way. */
  onRowFocus: (id: string) => void;
  /** A row that has the focus is about to go: the one that takes its place gets it. */
  onRowLeaves: (id: string) => void;
}

const STEPS: Record<string, number> = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 };
const PAGE = 10;

/** Arrow keys and j, k move between rows; `show` scrolls a row into view before it gets the focus. */
export function useRoving(order: readonly string[], show: (index: number) => void): Roving {
  const [active, setActive] = useState<string | null>(null);
  const [wanted, setWanted] = useState<string | null>(null);
  const index = useMemo(
    () => Math.max(order.length === 0 ? -1 : 0, active === null ? -1 : order.indexOf(active)),
    [order, active],
  );

  const go = (to: number) => {
    const at = Math.min(order.length - 1, Math.max(0, to));
    const next = order[at];
    if (next === undefined) return;
    show(at);
    setActive(next);
    setWanted(next);
  };

  // The row may only be drawn now that it is the active one.
  useEffect(() => {
    if (wanted === null) return;
    document.getElementById(rowLinkId(wanted))?.focus({ preventScroll: true });
    setWanted(null);
  }, [wanted]);

  const fromAnywhere = useEffectEvent((event: globalThis.KeyboardEvent) => {
    const step = event.key === 'j' || event.key === 'k';
    if (event.defaultPrevented || !step || hasModifier(event) || !isIdle(event.target)) return;
    event.preventDefault();
    go(index);
  });
  useEffect(() => {
    const listener = (event: globalThis.KeyboardEvent) => fromAnywhere(event);
    document.addEventListener('keydown', listener);
    return () => document.removeEventListener('keydown', listener);
  }, []);

  const onRowLeaves = useCallback(
    (id: string) => {
      const at = order.indexOf(id);
      const next = order[at + 1] ?? order[at - 1];
      if (at === -1 || next === undefined) return;
      setActive(next);
      setWanted(next);
    },
    [order],
  );

  return {
    index,
    onRowFocus: setActive,
    onRowLeaves,
    onKeyDown(event) {
      const step = STEPS[event.key];
      if (hasModifier(event)) return;
      if (step !== undefined) go(index + step);
      else if (event.key === 'PageDown') go(index + PAGE);
      else if (event.key === 'PageUp') go(index - PAGE);
      else if (event.key === 'Home') go(0);
      else if (event.key === 'End') go(order.length - 1);
      else return;
      event.preventDefault();
    },
  };
}

/** The id of the link in a run's row. */
export function rowLinkId(runId: string): string {
  return `run-${runId}`;
}

function hasModifier(event: { ctrlKey: boolean; metaKey: boolean; altKey: boolean }): boolean {
  return event.ctrlKey || event.metaKey || event.altKey;
}

/** Nothing that takes the keys for itself has the focus. */
function isIdle(target: EventTarget | null): boolean {
  return !(
    target instanceof HTMLElement &&
    target.closest('input, textarea, select, [contenteditable], dialog, [role=dialog], [role=menu]')
  );
}
