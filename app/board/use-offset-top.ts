'use client';

import { type RefObject, useLayoutEffect, useState } from 'react';

/** Pixels from the top of the document to the element, as of the last drawing of the caller. */
export function useOffsetTop(element: RefObject<HTMLElement | null>): number {
  const [top, setTop] = useState(0);
  // After every drawing: whatever is drawn above may move it. Not while scrolling, which draws the
  // rows alone: to ask then means to lay them out twice.
  useLayoutEffect(() => {
    const box = element.current?.getBoundingClientRect();
    if (box !== undefined) setTop(Math.round(box.top + window.scrollY));
  });
  return top;
}
