'use client';

import { useState } from 'react';
import type { Run } from '../../server/domain/run.ts';

/** The list as it was when a run last came, went or ended: the same one while they only report. */
export function useMembers(runs: readonly Run[]): readonly Run[] {
  const [members, setMembers] = useState(runs);
  if (sameMembers(members, runs)) return members;
  setMembers(runs);
  return runs;
}

/** Whether two lists hold the same runs in the same places, and none of them has ended since. */
export function sameMembers(before: readonly Run[], after: readonly Run[]): boolean {
  if (before === after) return true;
  return (
    before.length === after.length &&
    before.every((run, index) => {
      const other = after[index];
      return run === other || (run.id === other?.id && run.status === other.status);
    })
  );
}
