'use client';

import { type RefObject, useEffect, useState } from 'react';

/** Pixels from the top of the document to the element, as of the last picture. */
export function useOffsetTop(element: RefObject<HTMLElement | null>): number {
  const [top, setTop] = useState(0);
  useEffect(() => {
    const measure = () => {
      const box = element.current?.getBoundingClientRect();
      if (box !== undefined) setTop(Math.round(box.top + window.scrollY));
    };
    // Whatever grows above the element makes the page longer. The observer looks when everything
    // is laid out anyway; to ask after every drawing would lay it out in the middle of that.
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, [element]);
  return top;
}
