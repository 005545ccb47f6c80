import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { RunDetail } from '../server/domain/run.ts';

/** A production server in a process of its own. */
export interface Server {
  readonly url: string;
  /** POSTs JSON; throws unless the answer is 2xx. */
  post<T = Record<string, unknown>>(path: string, body?: unknown): Promise<T>;
  /** GETs JSON; throws unless the answer is 2xx. */
  get<T>(path: string): Promise<T>;
  /** Starts a run and answers it. */
  start(scraper: string, fields?: Record<string, unknown>): Promise<RunDetail>;
  /** Sends events to a run. */
  report(run: { id: string }, ...events: Record<string, unknown>[]): Promise<unknown>;
  /** A run as the API tells it now. */
  look(run: { id: string }): Promise<RunDetail>;
  /** Ends the server, and waits until it is gone; answers its exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
  /** Starts it again on the same port and database. */
  startAgain(): Promise<void>;
}

/** Starts a server on a free port with these settings; needs a build. */
export async function openServer(settings: Record<string, string>): Promise<Server> {
  let running = await spawnServer({ PORT: '0', ...settings });
  const { url } = running;

  async function call<T>(path: string, init?: RequestInit): Promise<T> {
    const response = await fetch(new URL(path, url), init);
    const answer = await response.json();
    if (!response.ok) {
      throw new Error(`${path} answered ${response.status}: ${JSON.stringify(answer)}`);
    }
    return answer as T;
  }

  const post = <T>(path: string, body?: unknown): Promise<T> =>
    call(path, {
      method: 'POST',
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });

  return {
    url,
    post,
    get: (path) => call(path),
    start: async (scraper, fields = {}) =>
      (await post<{ run: RunDetail }>('/api/runs', { scraper, ...fields })).run,
    report: (run, ...events) => post(`/api/runs/${run.id}/events`, events),
    look: async (run) => (await call<{ run: RunDetail }>(`/api/runs/${run.id}`)).run,
    async stop(signal = 'SIGTERM') {
      const { child } = running;
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
      const exited = once(child, 'exit');
      child.kill(signal);
      const [code] = await exited;
      return code as number | null;
    },
    async startAgain() {
      running = await spawnServer({ ...settings, PORT: new URL(url).port });
    },
  };
}

async function spawnServer(
  env: Record<string, string>,
): Promise<{ child: ChildProcess; url: string }> {
  const preloads = ['--import', 'tsx', '--import', './scripts/setup/end-with-parent.mjs'];
  const child = spawn(process.execPath, [...preloads, 'server/index.ts'], {
    env: {
      ...process.env,
      NODE_ENV: 'production',
      LOG_LEVEL: 'error',
      // Tests that are cut off leave no server behind.
      FLATLINE_PARENT: String(process.pid),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface(child.stdout!)) {
    const url = /^Flatline is at (\S+)$/.exec(line)?.[1];
    if (url !== undefined) {
      child.stdout?.resume();
      return { child, url };
    }
  }
  throw new Error('The server ended before it was ready.');
}
