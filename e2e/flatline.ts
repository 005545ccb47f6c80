import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test as base, expect } from '@playwright/test';
import type { Run } from '../server/domain/run.ts';

export { expect };

/** A production server in a process of its own, on a fresh database. */
export interface Flatline {
  readonly url: string;
  /** POSTs JSON; throws unless the answer is 2xx. */
  post<T = Record<string, unknown>>(path: string, body?: unknown): Promise<T>;
  /** Starts a run and answers it. */
  start(scraper: string, fields?: Record<string, unknown>): Promise<Run>;
  /** Sends events to a run. */
  report(run: Pick<Run, 'id'>, ...events: Record<string, unknown>[]): Promise<unknown>;
  /** Ends the server as a service manager would, and waits until it is gone. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
  /** Starts it again on the same port and database. */
  startAgain(): Promise<void>;
}

interface Options {
  /** Settings of the server, beside port and database. */
  settings: Record<string, string>;
}

/** Playwright's `test` with a server for each test; `test.use({ settings })` sets it up. */
export const test = base.extend<Options & { flatline: Flatline }>({
  settings: [{}, { option: true }],
  flatline: async ({ settings }, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'flatline-e2e-'));
    const database = `file:${join(folder, 'test.db')}`;
    const server = await open({ DATABASE_URL: database, ...settings });
    await use(server);
    await server.stop('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  },
  baseURL: async ({ flatline }, use) => use(flatline.url),
});

async function open(settings: Record<string, string>): Promise<Flatline> {
  let running = await spawnServer({ PORT: '0', ...settings });
  const { url } = running;

  async function post<T>(path: string, body?: unknown): Promise<T> {
    const response = await fetch(new URL(path, url), {
      method: 'POST',
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const answer = await response.json();
    if (!response.ok)
      throw new Error(`${path} answered ${response.status}: ${JSON.stringify(answer)}`);
    return answer as T;
  }

  return {
    url,
    post,
    start: async (scraper, fields = {}) =>
      (await post<{ run: Run }>('/api/runs', { scraper, ...fields })).run,
    report: (run, ...events) => post(`/api/runs/${run.id}/events`, events),
    async stop(signal = 'SIGTERM') {
      if (running.child.exitCode !== null || running.child.signalCode !== null)
        return running.child.exitCode;
      const exited = once(running.child, 'exit');
      running.child.kill(signal);
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
  const child = spawn(process.execPath, ['--import', 'tsx', 'server/index.ts'], {
    env: { ...process.env, NODE_ENV: 'production', LOG_LEVEL: 'error', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface(child.stdout!);
  for await (const line of lines) {
    const url = /^Flatline is at (\S+)$/.exec(line)?.[1];
    if (url !== undefined) {
      child.stdout?.resume();
      return { child, url };
    }
  }
  throw new Error('The server ended before it was ready.');
}
