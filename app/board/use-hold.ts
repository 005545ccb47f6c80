'use client';

import { type FocusEvent, type PointerEvent, type RefObject, useEffect, useState } from 'react';

/** Whether rows must stay where they are, and what the list tells to find out. */
export interface Hold {
  held: boolean;
  /** The run whose row the keyboard is in. */
  focused: string | null;
  handlers: {
    onPointerEnter: (event: PointerEvent) => void;
    onPointerLeave: () => void;
    onFocus: (event: FocusEvent) => void;
    onBlur: (event: FocusEvent) => void;
  };
}

/**
 * A list is held while a pointer is over it, while the keyboard is in it, and while its top is
 * scrolled out of sight (what came in there would push down what is being read).
 */
export function useHold(list: RefObject<HTMLElement | null>, topBar: number): Hold {
  const [pointed, setPointed] = useState(false);
  const [focused, setFocused] = useState<string | null>(null);
  const [scrolled, setScrolled] = useState(false);

  useEffect(() => {
    const look = () => {
      const top = list.current?.getBoundingClientRect().top;
      setScrolled(top !== undefined && top < topBar);
    };
    look();
    window.addEventListener('scroll', look, { passive: true });
    window.addEventListener('resize', look);
    return () => {
      window.removeEventListener('scroll', look);
      window.removeEventListener('resize', look);
    };
  }, [list, topBar]);

  return {
    held: pointed || focused !== null || scrolled,
    focused,
    handlers: {
      // A finger does not hover: it is over the list only while it touches.
      onPointerEnter: (event) => setPointed(event.pointerType !== 'touch'),
      onPointerLeave: () => setPointed(false),
      onFocus: ({ target }) => setFocused(target.matches(':focus-visible') ? runOf(target) : null),
      onBlur: (event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setFocused(null);
      },
    },
  };
}

/** The run of the row that an element is in. */
function runOf(element: Element): string | null {
  return element.closest<HTMLElement>('[data-run]')?.dataset.run ?? null;
}
