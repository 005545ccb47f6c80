import type { StormGuard } from '../../server/services/storm-guard.ts';
import type { ModelStore, StoreRules } from '../store/model-store.ts';

/** A mark that compares the status alone. */
export const STATUS_ALONE: Pick<StoreRules, 'stillSo'> = {
  stillSo: ({ record }) => record.status === 'RUNNING',
};

/** Gaps are recorded, and nobody is given their time. */
export function keepingGaps({ hearing }: ModelStore): Pick<ModelStore, 'hearing'> {
  return {
    hearing: {
      ...hearing,
      async giveBack(_gap, record) {
        await hearing.recordGap(record);
        return [];
      },
    },
  };
}

/** A gap is given back so many times, to the millisecond: what is left is rounded up by nothing. */
export function givingBack(times: number): Pick<StoreRules, 'deadlineAfter'> {
  return {
    deadlineAfter: (gap, { diesAt, sign }) =>
      diesAt + times * Math.max(0, gap.to - Math.max(gap.from, sign)),
  };
}

/** Nobody is held, however many fell silent together. */
export function holdingNobody(guard: StormGuard): StormGuard {
  return {
    ...guard,
    weigh: (found, ...seen) => ({
      ...guard.weigh(found, ...seen),
      found,
      hold: null,
      storm: null,
    }),
  };
}
