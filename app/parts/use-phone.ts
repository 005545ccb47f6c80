'use client';

import { useMediaQuery } from '@mantine/hooks';

/** Whether a row is two lines, as on a phone. The style sheets say the same. */
export function usePhone(): boolean {
  return useMediaQuery('(max-width: 640px)', false, { getInitialValueInEffect: false }) ?? false;
}
