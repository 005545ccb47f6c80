import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Config } from './config.ts';
import { BootFailure } from './domain/errors.ts';
import type { Clock, Log } from './domain/ports.ts';
import { createApi } from './http/api.ts';
import { createGateway } from './http/gateway.ts';
import { createMetrics } from './http/metrics.ts';
import { createLive } from './live/live.ts';
import { createRuns } from './services/runs.ts';
import { createStaleDetection } from './services/stale-detection.ts';
import { createSweeper } from './services/sweeper.ts';
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
  const metrics = createMetrics();
  const store = createStore({ databaseUrl: config.databaseUrl, clock, log });
  const live = createLive({ clock, log, metrics });
  const detection = createStaleDetection({
    store: store.stale,
    live,
    clock,
    metrics,
    log,
    startupRecovery: config.startupRecovery,
  });
  const sweeper = createSweeper({ detection, store: store.stale, live, clock, metrics, log });
  const watchdog = createWatchdog({
    clock,
    log,
    sweeper,
    store: store.stale,
    runs: store.runs,
    cron: config.sweepCron,
    staleAfterSeconds: config.staleAfterSeconds,
  });
  const runs = createRuns({
    store: store.runs,
    live,
    deadlines: watchdog,
    clock,
    metrics,
    log,
    staleAfterSeconds: config.staleAfterSeconds,
  });
  const views = createViews({ runs: store.runs, sweeps: store.stale, watchdog, clock });
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
    sweeper,
    ping: () => store.runs.ping(),
    metrics,
    log,
    clock,
  });

  metrics.gauge('flatline_connected_sockets', live.connected);
  metrics.gauge('flatline_live_runs', live.channels);

  // Nothing is written before the port and the database are ours.
  const steps: (() => unknown)[] = [
    () => gateway.listen(),
    () => store.start(),
    () =>
      live.attach({ server: gateway.server, snapshots: views, allowRequest: gateway.allowRequest }),
    async () => {
      draw = await pages.prepare(gateway.server);
    },
    () => detection.recoverStaleRunsOnStartup(),
    () => watchdog.start(),
    () => gateway.open({ api: api.fetch, pages: draw }),
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
    const failures: unknown[] = [];
    for (const part of [watchdog, live, gateway, pages, store]) {
      await part.stop().catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw new AggregateError(failures, 'Not everything could be stopped.');
  }
}
