'use client';

import { useQuery } from '@tanstack/react-query';
import type { Board } from './answers.ts';
import { boardQuery } from './queries.ts';

/** The board as this tab knows it, or undefined before the first answer. Fetches nothing itself. */
export function useBoard(): Board | undefined {
  return useQuery({ ...boardQuery(), enabled: false }).data;
}
