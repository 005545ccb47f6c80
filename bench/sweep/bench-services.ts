import { UNBROKEN } from '../../server/domain/hearing.ts';
import type { Ear, StaleStore } from '../../server/domain/ports.ts';
import { createRuns } from '../../server/services/runs.ts';
import { createStaleDetection } from '../../server/services/stale-detection.ts';
import { createStormGuard } from '../../server/services/storm-guard.ts';
import { createStore } from '../../server/store/store.ts';
import { createSystemClock } from '../../server/system-clock.ts';
import { createRecordingLog, createRecordingMetrics } from '../../server/testing/quiet.ts';
import { createRecordingLive } from '../../server/testing/recording-live.ts';
import { type Cost, timed } from '../statistics.ts';

/** The store and the use cases on it, as the server wires them, with nobody listening. */
export async function openServices(databaseUrl: string) {
  const clock = createSystemClock();
  const log = createRecordingLog();
  const metrics = createRecordingMetrics();
  const live = createRecordingLive();
  const store = createStore({ databaseUrl, clock, log });
  await store.start();
  const commits: Cost<unknown>[] = [];
  const stale: StaleStore = {
    ...store.stale,
    async sweep(write) {
      const cost = await timed(() => store.stale.sweep(write));
      commits.push(cost);
      return cost.result;
    },
  };
  const parts = { live, clock, metrics, log };
  const bulletin = { changed: () => {} };
  // An observer between whose proofs the bench stands still would give every run its time back.
  const ear: Ear = {
    async settle() {
      await store.hearing.probe();
      return clock.now();
    },
    hearing: () => UNBROKEN,
  };
  const guard = createStormGuard({ ...parts, store: store.stale, bulletin });
  return {
    clock,
    store,
    /** What each commit of a pass cost. */
    commits,
    detection: createStaleDetection({
      ...parts,
      store: stale,
      ear,
      guard,
      startupRecovery: 'local',
    }),
    runs: createRuns({
      ...parts,
      store: store.runs,
      deadlines: { notice: () => {} },
      suspects: { notice: () => {} },
      ear,
      staleAfterSeconds: 600,
      stuckAfterSeconds: 1800,
    }),
    stop: () => store.stop(),
  };
}

export type BenchServices = Awaited<ReturnType<typeof openServices>>;
