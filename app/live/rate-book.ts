import type { Run } from '../../server/domain/run.ts';
import { observeRate, type RateState, rateAt } from './rate.ts';

/** The rates of the runs this tab has watched, measured from one telling to the next. */
export interface RateBook {
  /** A run was told of; `at` in milliseconds of the server's clock. */
  tell(run: Run, at: number): void;
  /** Progress per second as of `now`; null when unknown. */
  rate(id: string, now: number): number | null;
  /** Forgets all but these. */
  keep(ids: ReadonlySet<string>): void;
}

/** An empty book. */
export function createRateBook(): RateBook {
  const states = new Map<string, RateState>();
  return {
    tell(run, at) {
      const next = observeRate(states.get(run.id), run, at);
      if (next === undefined) states.delete(run.id);
      else states.set(run.id, next);
    },
    rate: (id, now) => rateAt(states.get(id), now),
    keep(ids) {
      for (const id of [...states.keys()]) if (!ids.has(id)) states.delete(id);
    },
  };
}
