import type { Received } from './received.ts';

/** How late, or wrongly, deaths were told. */
export interface Lags {
  /** From each run's threshold to the first frame that told of its death, in milliseconds. */
  lags: number[];
  /** Runs that nobody was told of. */
  missing: number;
  /** Frames about a run that had been told of already. */
  repeated: number;
  /** Runs that were told dead before their threshold: false kills. */
  early: number;
}

/** Holds what was received against the thresholds, in milliseconds, of the runs by id. */
export function lagsOf(
  thresholds: ReadonlyMap<string, number>,
  received: readonly Received[],
): Lags {
  const first = new Map<string, number>();
  for (const { runId, at } of received) if (!first.has(runId)) first.set(runId, at);
  const lags = [...thresholds].flatMap(([runId, threshold]) => {
    const at = first.get(runId);
    return at === undefined ? [] : [at - threshold];
  });
  return {
    lags,
    missing: thresholds.size - lags.length,
    repeated: received.length - first.size,
    early: lags.filter((lag) => lag < 0).length,
  };
}
