import type { Sweeper } from '../domain/ports.ts';
import type { RunStatus } from '../domain/run.ts';
import type { Millis } from '../domain/time.ts';
import { createRuns, type ReportAnswer, type Runs, type StartRequest } from '../services/runs.ts';
import { createStaleDetection, type StaleDetection } from '../services/stale-detection.ts';
import { createSweeper } from '../services/sweeper.ts';
import { createFakeClock, type FakeClock } from './fake-clock.ts';
import { createRecordingLog, createRecordingMetrics, type RecordingMetrics } from './quiet.ts';
import { createRecordingLive, type RecordingLive } from './recording-live.ts';
import { openTestStore, type TestStore } from './store.ts';

/** The use cases on a real database, with a clock that a test moves. */
export interface TestServices extends TestStore {
  clock: FakeClock;
  live: RecordingLive;
  metrics: RecordingMetrics;
  /** Every deadline that was noticed. */
  deadlines: Millis[];
  runs: Runs;
  detection: StaleDetection;
  sweeper: Sweeper;
  /** Starts a run of this scraper; the answer is its id. */
  start(scraper?: string, fields?: Omit<StartRequest, 'scraper'>): Promise<string>;
  beat(runId: string): Promise<ReportAnswer>;
  statusOf(runId: string): Promise<RunStatus | undefined>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Opens {@link TestServices} on a fresh file; stale after 10 min unless a run says otherwise. */
export async function openTestServices(
  settings: { startupRecovery?: 'local' | 'all' } = {},
): Promise<TestServices> {
  const clock = createFakeClock();
  const opened = await openTestStore({ clock });
  const live = createRecordingLive();
  const metrics = createRecordingMetrics();
  const log = createRecordingLog();
  const deadlines: Millis[] = [];
  const detection = createStaleDetection({
    store: opened.store.stale,
    live,
    clock,
    metrics,
    log,
    startupRecovery: settings.startupRecovery ?? 'local',
  });
  const sweeper = createSweeper({
    detection,
    store: opened.store.stale,
    live,
    clock,
    metrics,
    log,
  });
  const runs = createRuns({
    store: opened.store.runs,
    live,
    deadlines: { notice: (at) => void deadlines.push(at) },
    clock,
    metrics,
    log,
    staleAfterSeconds: 600,
  });
  return {
    ...opened,
    clock,
    live,
    metrics,
    deadlines,
    runs,
    detection,
    sweeper,
    start: async (scraper = 'books', fields = {}) =>
      (await runs.start({ scraper, ...fields })).run.id,
    beat: (runId) => runs.report(runId, [{ type: 'heartbeat' }]),
    statusOf: async (runId) => (await opened.store.runs.find(runId, clock.now()))?.status,
    [Symbol.asyncDispose]: () => opened.close(),
  };
}
