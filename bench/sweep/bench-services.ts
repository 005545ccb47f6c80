import type { StaleStore } from '../../server/domain/ports.ts';
import { createRuns } from '../../server/services/runs.ts';
import { createStaleDetection } from '../../server/services/stale-detection.ts';
import { createStore } from '../../server/store/store.ts';
import { createRecordingLog, createRecordingMetrics } from '../../server/testing/quiet.ts';
import { createRecordingLive } from '../../server/testing/recording-live.ts';
import { createSystemClock } from '../system-clock.ts';

/** The store and the use cases on it, as the server wires them, with nobody listening. */
export async function openServices(databaseUrl: string) {
  const clock = createSystemClock();
  const log = createRecordingLog();
  const metrics = createRecordingMetrics();
  const live = createRecordingLive();
  const store = createStore({ databaseUrl, clock, log });
  await store.start();
  const commits: number[] = [];
  const stale: StaleStore = {
    ...store.stale,
    async sweep(write) {
      const startedAt = performance.now();
      const written = await store.stale.sweep(write);
      commits.push(performance.now() - startedAt);
      return written;
    },
  };
  const parts = { live, clock, metrics, log };
  return {
    clock,
    store,
    /** How long each commit of a pass took, in milliseconds. */
    commits,
    detection: createStaleDetection({ ...parts, store: stale, startupRecovery: 'local' }),
    runs: createRuns({
      ...parts,
      store: store.runs,
      deadlines: { notice: () => {} },
      staleAfterSeconds: 600,
    }),
    stop: () => store.stop(),
  };
}

export type BenchServices = Awaited<ReturnType<typeof openServices>>;
