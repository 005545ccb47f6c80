import { randomBytes } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { hostname } from 'node:os';
import type { Config } from './config.ts';
import { BootFailure } from './domain/errors.ts';
import { uuidV7 } from './domain/ids.ts';
import type { Bulletin, Clock, Deadlines, Log, Suspects } from './domain/ports.ts';
import { createApi } from './http/api.ts';
import { createGateway } from './http/gateway.ts';
import { createMetrics } from './http/metrics.ts';
import { createLive } from './live/live.ts';
import { createFeed } from './services/feed.ts';
import { createGrants } from './services/grants.ts';
import { createNodes } from './services/nodes.ts';
import { createObserver } from './services/observer.ts';
import { createRetention } from './services/retention.ts';
import { createRuns } from './services/runs.ts';
import { createScrapers } from './services/scrapers.ts';
import { createStaleDetection } from './services/stale-detection.ts';
import { createStormGuard } from './services/storm-guard.ts';
import { createSuspicion } from './services/suspicion.ts';
import { createSweeper } from './services/sweeper.ts';
import { createTurns } from './services/turns.ts';
import { createViews } from './services/views.ts';
import { createStore } from './store/store.ts';
import { createWatchdog } from './watchdog/watchdog.ts';

/** Whatever draws the pages. */
export interface Pages {
  /** Gets ready on the server that listens already; the answer handles every request for a page. */
  prepare(server: Server): Promise<PageHandler>;
  /** Tolerates never-prepared. */
  stop(): Promise<void>;
}

/** Answers one request for a page. */
export type PageHandler = (req: IncomingMessage, res: ServerResponse) => unknown;

/** The parts that the outside hands to {@link createApp}. */
export interface AppParts {
  config: Config;
  clock: Clock;
  log: Log;
  pages: Pages;
}

/** Flatline, put together. */
export interface App {
  /** Where it listens, such as http://127.0.0.1:3000; known once started. */
  readonly url: string;
  /** Resolves when ready. Throws `BootFailure`; a failed start has undone itself. */
  start(): Promise<void>;
  /** Tolerates never-started and twice. */
  stop(): Promise<void>;
}

/** The composition root: makes every part once, wires them at the ports, starts and stops them in order. */
export function createApp({ config, clock, log, pages }: AppParts): App {
  const { staleAfterSeconds, stuckAfterSeconds, retentionDays } = config;
  const metrics = createMetrics();
  const nodeId = uuidV7(clock.now(), randomBytes(10));
  const store = createStore({ databaseUrl: config.databaseUrl, clock, log, nodeId });
  const live = createLive({ clock, log, metrics });
  const shared = { live, clock, metrics, log };
  // Whoever writes tells the watchdog, which is made of them: the one circle, closed by a call.
  const bulletin: Bulletin = { changed: () => watchdog.changed() };
  const deadlines: Deadlines = { notice: (deadlineAt) => watchdog.notice(deadlineAt) };
  const suspects: Suspects = { notice: (suspectAt) => watchdog.suspects.notice(suspectAt) };
  const nodes = createNodes({
    ...shared,
    id: nodeId,
    store: store.nodes,
    runs: store.stale,
    deadlines,
    name: () => config.nodeName ?? `${hostname()}:${new URL(gateway.url).port}`,
  });
  const observer = createObserver({
    ...shared,
    company: nodes.company,
    store: store.hearing,
    runs: store.stale,
    deadlines,
    suspects,
    bulletin,
  });
  const guard = createStormGuard({ ...shared, store: store.stale, bulletin });
  const suspicion = createSuspicion({ ...shared, store: store.suspicion, ear: observer });
  const detection = createStaleDetection({
    ...shared,
    store: store.stale,
    ear: observer,
    guard,
    nodes,
    startupRecovery: config.startupRecovery,
  });
  const turns = createTurns({ store: store.nodes, log });
  const sweeper = createSweeper({ ...shared, detection, turns, store: store.stale });
  const watchdog = createWatchdog({
    clock,
    log,
    sweeper,
    suspicion,
    ear: observer,
    storms: guard,
    live,
    store: store.stale,
    runs: store.runs,
    cron: config.sweepCron,
    staleAfterSeconds,
    stuckAfterSeconds,
  });
  const runs = createRuns({
    ...shared,
    store: store.runs,
    ear: observer,
    deadlines,
    suspects,
    nodeId,
    staleAfterSeconds,
    stuckAfterSeconds,
  });
  const grants = createGrants({ live, clock, log, store: store.grants, deadlines, suspects });
  const scrapers = createScrapers({
    store: store.scrapers,
    clock,
    staleAfterSeconds,
    stuckAfterSeconds,
    retentionDays,
  });
  const retention = createRetention({ ...shared, store: store.retention, retentionDays });
  const feed = createFeed({
    ...shared,
    changes: store.feed,
    store: store.stale,
    runs: store.runs,
    guard,
    deadlines,
    suspects,
  });
  const views = createViews({
    runs: store.runs,
    sweeps: store.stale,
    hearing: store.hearing,
    watchdog,
    clock,
  });
  const gateway = createGateway({
    host: config.host,
    port: config.port,
    allowedHosts: config.allowedHosts,
    clock,
    log,
  });
  let draw: PageHandler = () => {};
  const api = createApi({
    runs,
    views,
    grants,
    scrapers,
    nodes,
    sweeper,
    ping: () => store.runs.ping(),
    metrics,
    log,
    clock,
  });

  metrics.gauge('flatline_connected_sockets', live.connected);
  metrics.gauge('flatline_live_runs', live.channels);
  metrics.gauge('flatline_clock_skew_seconds', () => nodes.skewMs() / 1000);

  // Nothing is written before the port and the database are ours.
  const steps: (() => unknown)[] = [
    () => gateway.listen(),
    () => store.start(),
    () =>
      live.attach({ server: gateway.server, snapshots: views, allowRequest: gateway.allowRequest }),
    async () => {
      draw = await pages.prepare(gateway.server);
    },
    // The database's time is known before anything is written.
    () => nodes.start(),
    // Before the recovery, whose own traces would hide for how long no server ran.
    () => observer.start(),
    () => detection.recoverStaleRunsOnStartup(),
    () => nodes.join(),
    () => watchdog.start(),
    () => feed.start(),
    () => retention.start(),
    () => gateway.open({ api, pages: draw }),
  ];
  let starting: Promise<void> = Promise.resolve();
  let stopping = false;

  return {
    get url() {
      return gateway.url;
    },
    start() {
      starting = bringUp();
      return starting;
    },
    async stop() {
      stopping = true;
      await starting.catch(() => {});
      await release();
    },
  };

  async function bringUp(): Promise<void> {
    try {
      for (const step of steps) {
        if (stopping) throw new BootFailure('it was told to stop while it was starting.');
        await step();
      }
    } catch (error) {
      await release();
      throw error;
    }
  }

  /** The mirror of the start; every part tolerates that it never started. One failure stops none. */
  async function release(): Promise<void> {
    const parts = [retention, feed, watchdog, guard, observer, live, gateway, nodes, pages, store];
    const failures: unknown[] = [];
    for (const part of parts) {
      await part.stop().catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw new AggregateError(failures, 'Not everything could be stopped.');
  }
}
