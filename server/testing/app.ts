import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { io, type Socket } from 'socket.io-client';
import { type App, createApp, type Pages } from '../boot.ts';
import { type Config, readConfig } from '../config.ts';
import type { ClientEvents, ServerEvents } from '../domain/events.ts';
import type { Clock } from '../domain/ports.ts';
import type { Run } from '../domain/run.ts';
import { createFakeClock, type FakeClock } from './fake-clock.ts';
import { createRecordingLog, type RecordingLog } from './quiet.ts';

/** What a call answered. */
export interface Answer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever came.
  body: any;
}

export type ClientSocket = Socket<ServerEvents, ClientEvents>;

/** The whole server on a fresh database and a free port, without Next. */
export interface TestApp<C extends Clock = FakeClock> {
  app: App;
  clock: C;
  log: RecordingLog;
  config: Config;
  call(method: string, path: string, body?: unknown): Promise<Answer>;
  /** Starts a run; REMOTE unless it says otherwise. */
  start(fields?: Record<string, unknown>): Promise<Run>;
  /** A connected socket; closed with the app. */
  connect(): Promise<ClientSocket>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Pages that say nothing but 200. */
export const noPages: Pages = {
  prepare: async () => (_request, response) => response.end('a page'),
  stop: async () => {},
};

/** Starts the whole server. Unless a clock is passed, it is a fake one. */
export async function openTestApp<C extends Clock = FakeClock>(
  env: Record<string, string> = {},
  clock: C = createFakeClock() as unknown as C,
): Promise<TestApp<C>> {
  const folder = await mkdtemp(join(tmpdir(), 'flatline-app-'));
  const settings = {
    PORT: '0',
    DATABASE_URL: `file:${join(folder, 'test.db')}`,
    // The cron goes by the host's clock, which a test does not move.
    SWEEP_CRON: '0 0 29 2 *',
    ...env,
  };
  const config = readConfig(settings, () => true);
  const log = createRecordingLog();
  const app = createApp({ config, clock, log, pages: noPages });
  const sockets: ClientSocket[] = [];
  await app.start();

  async function call(method: string, path: string, body?: unknown): Promise<Answer> {
    const response = await fetch(new URL(path, app.url), {
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    return {
      status: response.status,
      headers: response.headers,
      body: isJson ? JSON.parse(text) : text,
    };
  }

  return {
    app,
    clock,
    log,
    config,
    call,
    async start(fields = {}) {
      const answer = await call('POST', '/api/runs', { scraper: 'books', ...fields });
      if (answer.status !== 201)
        throw new Error(`no run was started: ${JSON.stringify(answer.body)}`);
      return answer.body.run as Run;
    },
    async connect() {
      const socket: ClientSocket = io(app.url, { transports: ['websocket'], reconnection: false });
      sockets.push(socket);
      await new Promise<void>((resolve, reject) => {
        socket.once('connect', resolve);
        socket.once('connect_error', reject);
      });
      return socket;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.disconnect();
      await app.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Resolves with the next payload of `event`. */
export function next<E extends keyof ServerEvents>(
  socket: ClientSocket,
  event: E,
): Promise<Parameters<ServerEvents[E]>[0]> {
  return new Promise((resolve) => {
    (socket as unknown as Socket).once(event as string, resolve);
  });
}
