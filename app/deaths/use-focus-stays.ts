'use client';

import { type RefObject, useEffect, useRef } from 'react';

/**
 * Keeps the focus where a death was dismissed: on the button that took the place of the pressed
 * one, or, when the panel went with its last death, on the page. Call the answer before dismissing.
 */
export function useFocusStays(panel: RefObject<HTMLElement | null>): () => void {
  const place = useRef<number | null>(null);
  // After every drawing: only then is the pressed button gone.
  useEffect(() => {
    const at = place.current;
    place.current = null;
    if (at === null || document.activeElement !== document.body) return;
    const left = dismissButtons(panel.current);
    const next = left[Math.min(at, left.length - 1)];
    (next ?? document.getElementById('main'))?.focus({ preventScroll: true });
  });
  return () => {
    const at = dismissButtons(panel.current).indexOf(document.activeElement as HTMLElement);
    place.current = Math.max(0, at);
  };
}

function dismissButtons(panel: HTMLElement | null): HTMLElement[] {
  return [...(panel?.querySelectorAll<HTMLElement>('[data-dismiss]') ?? [])];
}
