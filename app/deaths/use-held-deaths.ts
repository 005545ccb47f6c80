'use client';

import { type FocusEvent, type PointerEvent, useState } from 'react';
import type { Run } from '../../server/domain/run.ts';
import { heldDeaths } from './groups.ts';

/** What the panel tells to find out whether someone is at it. */
export interface PanelHold {
  onPointerEnter: (event: PointerEvent) => void;
  onPointerLeave: () => void;
  onFocus: (event: FocusEvent) => void;
  onBlur: (event: FocusEvent) => void;
}

/** The deaths to draw: `open` as they come, and nothing moved or taken away while someone is at them. */
export function useHeldDeaths(
  open: readonly Run[],
  isDismissed: (run: Run) => boolean,
): { runs: readonly Run[]; hold: PanelHold } {
  const [pointed, setPointed] = useState(false);
  const [focused, setFocused] = useState(false);
  const [drawn, setDrawn] = useState(open);
  const next = pointed || focused ? heldDeaths(drawn, open, isDismissed) : open;
  const same = next.length === drawn.length && next.every((run, index) => run === drawn[index]);
  if (!same) setDrawn(next);
  // Gone with its last row, the panel cannot tell any more that it was left.
  if (next.length === 0 && (pointed || focused)) {
    setPointed(false);
    setFocused(false);
  }
  return {
    runs: same ? drawn : next,
    hold: {
      onPointerEnter: (event) => setPointed(event.pointerType !== 'touch'),
      onPointerLeave: () => setPointed(false),
      onFocus: (event) => setFocused(event.target.matches(':focus-visible')),
      onBlur: (event) => setFocused(event.currentTarget.contains(event.relatedTarget)),
    },
  };
}
