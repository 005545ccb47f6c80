'use client';

import { type FocusEvent, type PointerEvent, type RefObject, useEffect, useState } from 'react';

/** Whether rows must stay where they are, and what the list tells to find out. */
export interface Hold {
  held: boolean;
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
  const [focused, setFocused] = useState(false);
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
    held: pointed || focused || scrolled,
    handlers: {
      // A finger does not hover: it is over the list only while it touches.
      onPointerEnter: (event) => setPointed(event.pointerType !== 'touch'),
      onPointerLeave: () => setPointed(false),
      onFocus: (event) => setFocused(event.target.matches(':focus-visible')),
      onBlur: (event) => setFocused(event.currentTarget.contains(event.relatedTarget)),
    },
  };
}
