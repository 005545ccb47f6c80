import { signOfLife, staleAt } from '../../server/domain/staleness.ts';
import type { Flaw } from '../server/flaw.ts';
import { holdingNobody, keepingGaps, STATUS_ALONE } from './spoilt.ts';

/**
 * The sweeper that is met in the wild: RUNNING and silent for ten minutes by the wall clock is
 * dead, the mark compares the status, a boot fails everything, and nobody asks what could be heard.
 * (A run that asked for another patience gets it.)
 */
export const NAIVE: Flaw = {
  startupRecovery: 'all',
  store(_, { storeWith, tables }) {
    const store = storeWith(STATUS_ALONE);
    return {
      ...store,
      ...keepingGaps(store),
      stale: {
        ...store.stale,
        due: async (now) =>
          (await store.runs.running(now))
            .filter((run) => now >= staleAt(signOfLife(run, now).at, run.staleAfterSeconds))
            .map((run) => ({ ...run, deadlineAt: Math.min(run.deadlineAt, now) })),
        nextDeadline: async () => (tables.running.size === 0 ? null : Number.MAX_SAFE_INTEGER),
      },
    };
  },
  ear: (ear, { machine }) => ({ hearing: ear.hearing, settle: async () => machine.wall() }),
  guard: holdingNobody,
};
