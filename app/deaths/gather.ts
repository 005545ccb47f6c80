import { type Batch, createBatch, IN_SUCCESSION } from './batch.ts';

/** Gathers deaths into pieces of news: what one sweep marked is one, however long it takes to tell. */
export interface Gathering<T> {
  add(item: T, sweepId: string | null): void;
  /** Everything that this sweep marked has been told. */
  swept(sweepId: string): void;
  /** Drops what is there. */
  stop(): void;
}

/** Milliseconds after which a sweep that never said that it had ended is told of all the same. */
const SWEEP_QUIET = 3000;
const SWEEP_LONGEST = 15_000;

/** Parts: waiting (the answer of `after` calls it off), and who takes what belongs together. */
export function createGathering<T>(parts: {
  after: (ms: number, fire: () => void) => () => void;
  take: (items: T[]) => void;
}): Gathering<T> {
  const { after, take } = parts;
  const loose = createBatch<T>({ ...IN_SUCCESSION, after, take });
  const sweeps = new Map<string, Batch<T>>();

  function batchOf(sweepId: string): Batch<T> {
    const known = sweeps.get(sweepId);
    if (known !== undefined) return known;
    const batch = createBatch<T>({
      quietMs: SWEEP_QUIET,
      longestMs: SWEEP_LONGEST,
      after,
      take(items) {
        sweeps.delete(sweepId);
        take(items);
      },
    });
    sweeps.set(sweepId, batch);
    return batch;
  }

  return {
    add: (item, sweepId) => (sweepId === null ? loose : batchOf(sweepId)).add(item),
    swept: (sweepId) => sweeps.get(sweepId)?.flush(),
    stop() {
      loose.stop();
      for (const batch of sweeps.values()) batch.stop();
      sweeps.clear();
    },
  };
}
