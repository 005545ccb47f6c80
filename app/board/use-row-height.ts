'use client';

import { usePhone } from '../parts/use-phone.ts';

/** A row's height in pixels: one line, or two on a phone. The style sheet says the same. */
export function useRowHeight(): number {
  return usePhone() ? 60 : 40;
}
