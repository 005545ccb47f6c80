import { UNBROKEN } from '../domain/hearing.ts';
import type {
  Bulletin,
  Deadlines,
  Ear,
  Scrapers,
  Startable,
  Suspects,
  Sweeper,
} from '../domain/ports.ts';
import type { RunStatus } from '../domain/run.ts';
import type { Millis } from '../domain/time.ts';
import { createGrants, type Grants } from '../services/grants.ts';
import { createNodes, type Nodes } from '../services/nodes.ts';
import { createObserver } from '../services/observer.ts';
import { createRuns, type ReportAnswer, type Runs, type StartRequest } from '../services/runs.ts';
import { createScrapers } from '../services/scrapers.ts';
import { createStaleDetection, type StaleDetection } from '../services/stale-detection.ts';
import { createStormGuard, type StormGuard } from '../services/storm-guard.ts';
import { createSuspicion, type Suspicions } from '../services/suspicion.ts';
import { createSweeper } from '../services/sweeper.ts';
import { createFakeClock, type FakeClock } from './fake-clock.ts';
import { createRecordingLog, createRecordingMetrics, type RecordingMetrics } from './quiet.ts';
import { createRecordingLive, type RecordingLive } from './recording-live.ts';
import { openTestStore, type TestStore } from './store.ts';

/** The node that the use cases run on. */
export const THIS_NODE = '01970000-0000-7000-8000-0000000000aa';

/** The use cases on a real database, with a clock that a test moves. */
export interface TestServices extends TestStore {
  clock: FakeClock;
  live: RecordingLive;
  metrics: RecordingMetrics;
  /** Every deadline that was noticed. */
  deadlines: Millis[];
  /** Every time of a suspicion that was noticed. */
  suspects: Millis[];
  /** When the watchdog was said to have changed. */
  changes: Millis[];
  /** Who is told of these three as well. */
  relay: { deadlines?: Deadlines; suspects?: Suspects; bulletin?: Bulletin };
  /** What the parts go by: one that always hears, or the observer. */
  ear: Ear;
  /** Not started. */
  observer: Ear & Startable;
  /** Not started. */
  nodes: Nodes;
  guard: StormGuard;
  suspicion: Suspicions;
  runs: Runs;
  grants: Grants;
  scrapers: Scrapers;
  detection: StaleDetection;
  sweeper: Sweeper;
  /** Starts a run of this scraper; the answer is its id. */
  start(scraper?: string, fields?: Omit<StartRequest, 'scraper'>): Promise<string>;
  beat(runId: string): Promise<ReportAnswer>;
  statusOf(runId: string): Promise<RunStatus | undefined>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** What a test may set of {@link TestServices}. */
export interface TestSettings {
  startupRecovery?: 'local' | 'all';
  /** Whether a silence counts only while the observer, which the test starts, could hear it. */
  observed?: boolean;
  /** A fake one unless given. */
  clock?: FakeClock;
}

/** Opens {@link TestServices} on a fresh file; stale after 10 min unless a run says otherwise. */
export async function openTestServices(settings: TestSettings = {}): Promise<TestServices> {
  const { clock = createFakeClock() } = settings;
  const opened = await openTestStore({ clock });
  const { store } = opened;
  const live = createRecordingLive();
  const metrics = createRecordingMetrics();
  const [deadlines, suspects, changes]: [Millis[], Millis[], Millis[]] = [[], [], []];
  const shared = { live, clock, metrics, log: createRecordingLog() };
  const relay: TestServices['relay'] = {};
  const noticed = (kept: Millis[], to: 'deadlines' | 'suspects') => ({
    notice(at: Millis) {
      kept.push(at);
      relay[to]?.notice(at);
    },
  });
  const notices = {
    deadlines: noticed(deadlines, 'deadlines'),
    suspects: noticed(suspects, 'suspects'),
  };
  const patience = { staleAfterSeconds: 600, stuckAfterSeconds: 1800, retentionDays: 30 };
  const bulletin = {
    changed() {
      changes.push(clock.now());
      relay.bulletin?.changed();
    },
  };
  const observer = createObserver({
    ...shared,
    ...notices,
    log: opened.log,
    store: store.hearing,
    runs: store.stale,
    bulletin,
  });
  const allEars: Ear = { settle: async () => clock.now(), hearing: () => UNBROKEN };
  const ear = settings.observed === true ? observer : allEars;
  const nodes = createNodes({
    ...shared,
    id: THIS_NODE,
    store: store.nodes,
    runs: store.stale,
    deadlines: notices.deadlines,
    name: () => 'test:3000',
  });
  const guard = createStormGuard({ ...shared, store: store.stale, bulletin });
  const detection = createStaleDetection({
    ...shared,
    store: store.stale,
    ear,
    guard,
    startupRecovery: settings.startupRecovery ?? 'local',
  });
  const runs = createRuns({ ...shared, ...notices, ...patience, store: store.runs, ear });
  return {
    ...opened,
    clock,
    live,
    metrics,
    deadlines,
    suspects,
    changes,
    relay,
    ear,
    observer,
    nodes,
    guard,
    suspicion: createSuspicion({ ...shared, store: store.suspicion, ear }),
    runs,
    grants: createGrants({ ...shared, ...notices, store: store.grants }),
    scrapers: createScrapers({ clock, ...patience, store: store.scrapers }),
    detection,
    sweeper: createSweeper({ ...shared, detection, store: store.stale }),
    start: async (scraper = 'books', fields = {}) =>
      (await runs.start({ scraper, ...fields })).run.id,
    beat: (runId) => runs.report(runId, [{ type: 'heartbeat' }]),
    statusOf: async (runId) => (await store.runs.find(runId, clock.now()))?.status,
    [Symbol.asyncDispose]: async () => {
      await observer.stop();
      await guard.stop();
      await opened.close();
    },
  };
}
