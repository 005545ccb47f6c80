'use client';

import {
  type FocusEvent,
  type PointerEvent,
  type RefObject,
  useEffect,
  useEffectEvent,
  useRef,
  useState,
} from 'react';

/** What stands apart from the list and yet belongs to it. */
const BELONGS = '[data-holds]';

/** Milliseconds for which a pointer that left the list may rest before the list is let go. */
const LEAVE_GRACE = 800;

/** Whether rows must stay where they are, and what the list tells to find out. */
export interface Hold {
  held: boolean;
  /** The run whose row the keyboard is in. */
  focused: string | null;
  /** Lets go although a pointer is there. */
  release: () => void;
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
  const leaving = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(leaving.current), []);

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

  // A row that goes with the focus in it does not say so.
  useEffect(() => {
    if (focused !== null && !list.current?.contains(document.activeElement)) setFocused(null);
  });

  function point(over: boolean): void {
    clearTimeout(leaving.current);
    setPointed(over);
  }

  // On its way to "3 new runs" a pointer must not be met by the new runs themselves.
  function leave(): void {
    clearTimeout(leaving.current);
    leaving.current = setTimeout(() => setPointed(false), LEAVE_GRACE);
  }

  const over = useEffectEvent((target: EventTarget | null) => {
    const within =
      target instanceof Element &&
      (list.current?.contains(target) || target.closest(BELONGS) !== null);
    if (within) point(true);
    else leave();
  });
  useEffect(() => {
    if (!pointed) return;
    const listener = ({ target }: Event) => over(target);
    document.addEventListener('pointermove', listener, { passive: true });
    return () => document.removeEventListener('pointermove', listener);
  }, [pointed]);

  return {
    held: pointed || focused !== null || scrolled,
    focused,
    release: () => point(false),
    handlers: {
      // A finger does not hover: it is over the list only while it touches.
      onPointerEnter: (event) => point(event.pointerType !== 'touch'),
      onPointerLeave: leave,
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
