import { type RefObject, useEffect, useRef } from 'react';

/**
 * Where a pressed button goes with what it did, the focus goes to the element of `ref` (which
 * needs a tabIndex of -1) instead of getting lost. Put `handlers` on what holds both.
 */
export function useFocusKept<E extends HTMLElement>(): {
  ref: RefObject<E | null>;
  handlers: { onFocus: () => void; onBlur: () => void };
} {
  const ref = useRef<E>(null);
  const inside = useRef(false);
  // After every drawing: only then is the button gone. React tells of no blur when it takes it away.
  useEffect(() => {
    if (inside.current && document.activeElement === document.body) {
      ref.current?.focus({ preventScroll: true });
    }
  });
  return {
    ref,
    handlers: {
      onFocus: () => {
        inside.current = true;
      },
      onBlur: () => {
        inside.current = false;
      },
    },
  };
}
