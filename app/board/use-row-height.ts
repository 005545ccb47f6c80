'use client';

import { useMediaQuery } from '@mantine/hooks';

/** A row's height in pixels: one line, or two on a phone. The style sheet says the same. */
export function useRowHeight(): number {
  const phone = useMediaQuery('(max-width: 640px)', false, { getInitialValueInEffect: false });
  return phone ? 60 : 40;
}
