import type {
  Bulletin,
  Deadlines,
  Live,
  Log,
  Metrics,
  Suspects,
  Sweeper,
} from '../../server/domain/ports.ts';
import { createGrants, type Grants } from '../../server/services/grants.ts';
import { createObserver } from '../../server/services/observer.ts';
import { createRuns, type Runs } from '../../server/services/runs.ts';
import {
  createStaleDetection,
  type StaleDetection,
} from '../../server/services/stale-detection.ts';
import { createStormGuard } from '../../server/services/storm-guard.ts';
import { createSuspicion } from '../../server/services/suspicion.ts';
import { createSweeper } from '../../server/services/sweeper.ts';
import { createViews, type Views } from '../../server/services/views.ts';
import { createWatchdog } from '../../server/watchdog/watchdog.ts';
import type { Machine } from '../engine/machine.ts';
import type { Process } from '../engine/process.ts';
import { RANKS } from '../engine/timeline.ts';
import type { ModelStore } from '../store/model-store.ts';
import type { Tables } from '../store/tables.ts';
import type { Below, Flaw } from './flaw.ts';
import { createSchedule } from './schedule.ts';

/** The settings of all simulated servers, in seconds. */
export const SETTINGS = { staleAfterSeconds: 600, stuckAfterSeconds: 1800 } as const;

/** The parts that {@link createLife} stands on. */
export interface LifeParts {
  process: Process;
  machine: Machine;
  tables: Tables;
  store: ModelStore;
  storeWith: Below['storeWith'];
  /** Takes what is told; the flaw is put over it. */
  live: Live;
  log: Log;
  flaw: Flaw;
  isTickLost(): boolean;
  /** The recovery begins: from then on silences count. */
  recovers(): void;
  /** Sees every pass begin and end. */
  watchPass(begins: boolean): void;
}

/** One life of a server: the real services, put together as `server/boot.ts` does. */
export interface Life {
  /** Resolves when it is ready. Throws `Problem('unavailable')` while the database is away. */
  start(): Promise<void>;
  runs: Runs;
  grants: Grants;
  sweeper: Sweeper;
  views: Views;
}

const NO_METRICS: Metrics = { count: () => {}, observe: () => {} };

export function createLife(parts: LifeParts): Life {
  const { process, machine, tables, log, flaw } = parts;
  const { clock } = process;
  const below: Below = {
    tables,
    clock,
    machine,
    store: parts.store,
    storeWith: parts.storeWith,
  };
  const store = flaw.store?.(parts.store, below) ?? parts.store;
  const live = flaw.live?.(parts.live, below) ?? parts.live;
  const judging = flaw.clock?.(clock, below) ?? clock;
  const shared = { live, clock, metrics: NO_METRICS, log };
  const bulletin: Bulletin = { changed: () => watchdog.changed() };
  const deadlines: Deadlines = { notice: (deadlineAt) => watchdog.notice(deadlineAt) };
  const suspects: Suspects = { notice: (suspectAt) => watchdog.suspects.notice(suspectAt) };
  const observer = createObserver({
    ...shared,
    store: store.hearing,
    runs: store.stale,
    deadlines,
    suspects,
    bulletin,
    // What has arrived in this millisecond comes before whatever is asked for now.
    arrivals: () =>
      new Promise((resolve) => void process.later(0, () => resolve(), RANKS.arrival + 1)),
  });
  const ear = flaw.ear?.(observer, below) ?? observer;
  const storms = createStormGuard({ ...shared, store: store.stale, bulletin });
  const guard = flaw.guard?.(storms, below) ?? storms;
  const looks = createSuspicion({ ...shared, store: store.suspicion, ear });
  const suspicion = flaw.suspicion?.(looks, { ...below, live }) ?? looks;
  const sound = createStaleDetection({
    ...shared,
    clock: judging,
    store: store.stale,
    ear,
    guard,
    startupRecovery: flaw.startupRecovery ?? 'local',
  });
  const detection = watched(flaw.detection?.(sound, { ...below, live }) ?? sound);
  const inOrder = createSweeper({ ...shared, detection, store: store.stale });
  const sweeper = flaw.sweeper?.(inOrder, { ...below, detection }) ?? inOrder;
  const watchdog = createWatchdog({
    clock: judging,
    log,
    sweeper,
    suspicion,
    ear,
    storms: guard,
    live,
    store: flaw.timer?.(store.stale) ?? store.stale,
    runs: store.runs,
    cron: '*/2 * * * *',
    ...SETTINGS,
    schedule: createSchedule({ process, machine, isLost: parts.isTickLost }),
  });
  const reports = createRuns({
    ...shared,
    store: store.runs,
    ear,
    deadlines,
    suspects,
    ...SETTINGS,
  });

  return {
    async start() {
      await observer.start();
      parts.recovers();
      await detection.recoverStaleRunsOnStartup();
      await watchdog.start();
    },
    runs: flaw.runs?.(reports, below) ?? reports,
    grants: createGrants({ live, clock, log, store: store.grants, deadlines, suspects }),
    sweeper,
    views: createViews({
      runs: store.runs,
      sweeps: store.stale,
      hearing: store.hearing,
      watchdog,
      clock,
    }),
  };

  /** A pass that was aborted counts no more: it writes nothing. */
  function watched(detection: StaleDetection): StaleDetection {
    return {
      ...detection,
      async detectStaleRuns(request, signal) {
        let isOver = false;
        const end = () => {
          if (!isOver) parts.watchPass(false);
          isOver = true;
        };
        parts.watchPass(true);
        signal.addEventListener('abort', end, { once: true });
        try {
          return await detection.detectStaleRuns(request, signal);
        } finally {
          end();
        }
      },
    };
  }
}
