import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import type { WatchdogState } from '../domain/watchdog.ts';
import { createApi } from '../http/api.ts';
import { createGateway, type Gateway } from '../http/gateway.ts';
import { createMetrics, type MetricsRegistry } from '../http/metrics.ts';
import { createViews } from '../services/views.ts';
import { openTestServices, type TestServices, type TestSettings } from './services.ts';

/** What a call over the wire answered. */
export interface HttpAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever came.
  json: any;
}

/** What a call sends; an object that is neither text nor bytes goes as JSON, with its type. */
export interface HttpCall {
  body?: unknown;
  headers?: Record<string, string>;
}

/** The API on a real port, over the real use cases and a real database. */
export interface TestHttp extends TestServices {
  gateway: Gateway;
  page: MetricsRegistry;
  /** What the watchdog says of itself; a test may change it. */
  watchdog: WatchdogState;
  call(method: string, path: string, call?: HttpCall): Promise<HttpAnswer>;
  /** How many rows there are in all tables of runs, sweeps and what belongs to them. */
  rows(): Promise<number>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Opens {@link TestHttp} on a free port. */
export async function openTestHttp(
  allowedHosts: string[] = [],
  settings: TestSettings = {},
): Promise<TestHttp> {
  const services = await openTestServices(settings);
  const { clock, log, store, runs, grants, scrapers, sweeper, nodes } = services;
  const watchdog: WatchdogState = {
    healthy: true,
    reason: null,
    cron: '*/2 * * * *',
    staleAfterSeconds: 600,
    stuckAfterSeconds: 1800,
    running: 0,
    lastSweep: null,
    nextSweepAt: null,
    nextDeadlineAt: null,
    hearingSince: null,
    deafSince: null,
    storm: null,
  };
  const views = createViews({
    runs: store.runs,
    sweeps: store.stale,
    hearing: store.hearing,
    watchdog: { state: async () => watchdog },
    clock,
  });
  const page = createMetrics();
  const ping = () => store.runs.ping();
  const parts = { runs, views, sweeper, grants, scrapers, nodes, clock, log };
  const api = createApi({ ...parts, ping, metrics: page });
  const gateway = createGateway({ host: null, port: 0, allowedHosts, clock, log });
  await gateway.listen();
  gateway.open({ api, pages: (_req, res) => res.end('a page') });
  const agent = new Agent({ keepAlive: true });

  return {
    ...services,
    gateway,
    page,
    watchdog,
    call: (method, path, call = {}) => send(agent, gateway.port, method, path, call),
    async rows() {
      const tables = [
        'Scraper',
        'ScrapeRun',
        'ScrapePhaseLog',
        'ScrapeError',
        'ScrapeLog',
        'Sweep',
        'RunExtension',
        'HearingGap',
      ];
      const counts = tables.map((table) => `SELECT COUNT(*) AS n FROM "${table}"`);
      const counted = await services.raw(`SELECT SUM(n) AS n FROM (${counts.join(' UNION ALL ')})`);
      return Number(counted[0]?.n);
    },
    async [Symbol.asyncDispose]() {
      agent.destroy();
      await gateway.stop();
      await services[Symbol.asyncDispose]();
    },
  };
}

function send(
  agent: Agent,
  port: number,
  method: string,
  path: string,
  { body, headers = {} }: HttpCall,
): Promise<HttpAnswer> {
  const isPlain = body === undefined || typeof body === 'string' || Buffer.isBuffer(body);
  const bytes = isPlain ? (body ?? '') : JSON.stringify(body);
  const all = {
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(body === undefined || 'transfer-encoding' in headers
      ? {}
      : { 'content-length': String(Buffer.byteLength(bytes)) }),
    ...headers,
  };
  return new Promise((resolve, reject) => {
    const options = { agent, port, host: '127.0.0.1', method, path, headers: all };
    const req = request(options, async (res) => {
      const text = Buffer.concat(await res.toArray()).toString();
      const isJson = res.headers['content-type']?.includes('json') === true && text !== '';
      resolve({
        status: res.statusCode ?? 0,
        headers: res.headers,
        text,
        json: isJson ? JSON.parse(text) : undefined,
      });
    });
    req.on('error', reject);
    req.end(bytes);
  });
}
