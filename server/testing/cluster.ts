import { onTestFinished } from 'vitest';
import type { Clock, NodeStore } from '../domain/ports.ts';
import type { Run } from '../domain/run.ts';
import { createNodes, type Nodes } from '../services/nodes.ts';
import { createObserver } from '../services/observer.ts';
import { createRuns, type Runs, type StartRequest } from '../services/runs.ts';
import { createStaleDetection } from '../services/stale-detection.ts';
import { createStormGuard } from '../services/storm-guard.ts';
import { createSuspicion } from '../services/suspicion.ts';
import { createSweeper } from '../services/sweeper.ts';
import type { Store } from '../store/store.ts';
import { createSystemClock } from '../system-clock.ts';
import { createWatchdog, type WatchdogPart } from '../watchdog/watchdog.ts';
import { anId } from './factories.ts';
import { createFakeClock, type FakeClock } from './fake-clock.ts';
import { createRecordingLog, createRecordingMetrics, type RecordingLog } from './quiet.ts';
import { createRecordingLive, type RecordingLive } from './recording-live.ts';
import { openTestStore, type TestStore } from './store.ts';

/** Nodes on one database. What tells the living from the dead is kept here, as PostgreSQL keeps it. */
export interface Cluster extends TestStore {
  /** The true time, which is the database's. */
  clock: FakeClock;
  /** Who holds its lock. */
  held: Set<string>;
  /** Starts a node; `skewMs`: how far its host's clock is ahead. */
  boot(node?: { name?: string; skewMs?: number; recovery?: 'local' | 'all' }): Promise<TestNode>;
}

/** A node that can die. Its cron never fires: what it finds it finds by deadlines. */
export interface TestNode {
  nodes: Nodes;
  runs: Runs;
  watchdog: WatchdogPart;
  live: RecordingLive;
  log: RecordingLog;
  clock: Clock;
  start(scraper: string, fields?: Omit<StartRequest, 'scraper'>): Promise<Run>;
  beat(runId: string): Promise<unknown>;
  /** It stops at once, without a word: kill -9. */
  kill(): void;
  stop(): Promise<void>;
}

/** Opens a {@link Cluster} without a node. */
export async function openCluster(): Promise<Cluster> {
  const clock = createFakeClock();
  const opened = await openTestStore({ clock });
  const held = new Set<string>();
  let lives = 0;
  return {
    ...opened,
    clock,
    held,
    async boot({ name, skewMs = 0, recovery = 'local' } = {}) {
      lives += 1;
      const id = anId(0xaa00 + lives);
      const store = { ...opened.store, nodes: sharedNodes(opened.store.nodes, held, clock) };
      const node = compose(store, clock, { id, name: name ?? `n${lives}:1`, skewMs, recovery });
      onTestFinished(() => node.kill());
      await node.bootUp();
      const kill = () => {
        held.delete(id);
        node.kill();
      };
      return {
        ...node,
        kill,
        async stop() {
          await node.nodes.stop();
          kill();
        },
      };
    },
  };
}

function sharedNodes(store: NodeStore, held: Set<string>, clock: FakeClock): NodeStore {
  const seen = async (found: ReturnType<NodeStore['others']>) =>
    (await found).map((node) => ({
      ...node,
      hold: held.has(node.id) ? ('held' as const) : ('free' as const),
    }));
  return {
    ...store,
    shared: () => true,
    time: async () => clock.now(),
    claim: async (id) => void held.add(id),
    others: (id) => seen(store.others(id)),
    present: (id) => seen(store.present(id)),
  };
}

interface NodeSettings {
  id: string;
  name: string;
  skewMs: number;
  recovery: 'local' | 'all';
}

/** The parts of a node, wired as the composition root does. */
function compose(store: Store, host: FakeClock, settings: NodeSettings) {
  let dead = false;
  const clock = createSystemClock({
    wall: () => host.now() + settings.skewMs,
    steady: host.steady,
    after: (ms, fire) => host.after(ms, () => dead || fire()),
  });
  const log = createRecordingLog();
  const live = createRecordingLive();
  const shared = { clock, log, live, metrics: createRecordingMetrics() };
  const notices = {
    deadlines: { notice: (at: number) => watchdog.notice(at) },
    suspects: { notice: (at: number) => watchdog.suspects.notice(at) },
    bulletin: { changed: () => {} },
  };
  const patience = { staleAfterSeconds: 600, stuckAfterSeconds: 1800 };
  const nodes = createNodes({
    ...shared,
    ...notices,
    id: settings.id,
    store: store.nodes,
    runs: store.stale,
    name: () => settings.name,
  });
  const { company } = nodes;
  const observer = createObserver({
    ...shared,
    ...notices,
    company,
    store: store.hearing,
    runs: store.stale,
  });
  const guard = createStormGuard({ ...shared, ...notices, store: store.stale });
  const startupRecovery = settings.recovery;
  const ear = observer;
  const detection = createStaleDetection({
    ...shared,
    store: store.stale,
    ear,
    guard,
    nodes,
    startupRecovery,
  });
  const watchdog = createWatchdog({
    ...shared,
    ...patience,
    ear,
    storms: guard,
    sweeper: createSweeper({ ...shared, detection, store: store.stale }),
    suspicion: createSuspicion({ ...shared, store: store.suspicion, ear }),
    store: store.stale,
    runs: store.runs,
    cron: '*/2 * * * *',
    schedule: { start: () => {}, stop: () => {}, next: () => null },
  });
  const nodeId = settings.id;
  const runs = createRuns({ ...shared, ...notices, ...patience, ear, nodeId, store: store.runs });
  return {
    nodes,
    runs,
    watchdog,
    live,
    log,
    clock,
    async bootUp() {
      await nodes.start();
      await observer.start();
      await detection.recoverStaleRunsOnStartup();
      await nodes.join();
      await watchdog.start();
    },
    start: async (scraper: string, fields: Omit<StartRequest, 'scraper'> = {}) =>
      (await runs.start({ scraper, ...fields })).run,
    beat: (runId: string) => runs.report(runId, [{ type: 'heartbeat' }]),
    kill: () => {
      dead = true;
    },
  };
}
