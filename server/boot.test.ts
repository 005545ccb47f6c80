import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { createApp } from './boot.ts';
import { readConfig } from './config.ts';
import { BootFailure } from './domain/errors.ts';
import { createSystemClock } from './system-clock.ts';
import { next, noPages, openTestApp } from './testing/app.ts';
import { createRecordingLog } from './testing/quiet.ts';

function anApp(env: Record<string, string>, pages = noPages, clock = createSystemClock()) {
  const config = readConfig({ PORT: '0', ...env }, () => true);
  return createApp({ config, clock, log: createRecordingLog(), pages });
}

describe('a boot', () => {
  test('on a busy port ends with a sentence that names it, and touches no database', async () => {
    const squatter = createServer();
    await once(squatter.listen(0, '127.0.0.1'), 'listening');
    const { port } = squatter.address() as { port: number };
    const folder = await mkdtemp(join(tmpdir(), 'flatline-boot-'));
    const app = anApp({ PORT: String(port), DATABASE_URL: `file:${join(folder, 'x', 'test.db')}` });
    await expect(app.start()).rejects.toThrow(new RegExp(String(port)));
    const { existsSync } = await import('node:fs');
    expect(existsSync(join(folder, 'x'))).toBe(false);
    squatter.close();
    await rm(folder, { recursive: true });
  });

  test('on the same database ends with a sentence and harms nothing that runs', async () => {
    await using first = await openTestApp();
    const second = anApp({ DATABASE_URL: first.config.databaseUrl });
    await expect(second.start()).rejects.toBeInstanceOf(BootFailure);
    expect((await first.call('POST', '/api/runs', { scraper: 'books' })).status).toBe(201);
  });

  test('that fails at the pages undoes itself, so that the next one succeeds', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'flatline-boot-'));
    const env = { DATABASE_URL: `file:${join(folder, 'test.db')}` };
    const broken = { ...noPages, prepare: () => Promise.reject(new Error('no build')) };
    await expect(anApp(env, broken).start()).rejects.toThrow('no build');
    const app = anApp(env);
    await app.start();
    await app.stop();
    await rm(folder, { recursive: true });
  });

  test('answers 503 starting until it is ready, and refuses sockets', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'flatline-boot-'));
    let during: Response | undefined;
    let handshake: Response | undefined;
    const app = anApp(
      { DATABASE_URL: `file:${join(folder, 'test.db')}` },
      {
        ...noPages,
        prepare: async (server) => {
          const { port } = server.address() as { port: number };
          during = await fetch(`http://127.0.0.1:${port}/api/runs`);
          handshake = await fetch(`http://127.0.0.1:${port}/socket.io/?EIO=4&transport=polling`);
          return noPages.prepare(server);
        },
      },
    );
    await app.start();
    expect(during?.status).toBe(503);
    expect(during?.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(await during?.json()).toMatchObject({ code: 'starting' });
    expect(handshake?.status).toBeGreaterThanOrEqual(400);
    await app.stop();
    await rm(folder, { recursive: true });
  });
});

describe('a stop', () => {
  test('with clients connected ends their connections and frees port and database', async () => {
    const first = await openTestApp();
    const socket = await first.connect();
    const gone = new Promise((resolve) => socket.once('disconnect', resolve));
    await first.app.stop();
    await gone;
    const again = anApp({ DATABASE_URL: first.config.databaseUrl });
    await again.start();
    await again.stop();
    await first[Symbol.asyncDispose]();
  });

  test('is fine twice, and without a start', async () => {
    const app = anApp({ DATABASE_URL: 'file:./data/never.db' });
    await app.stop();
    await app.stop();
  });
});

describe('a run, from end to end', () => {
  test('dies in front of every open dashboard, in order, and a later event gets 409', async () => {
    await using app = await openTestApp({ STALE_AFTER_SECONDS: '5' });
    const run = await app.start({ phase: 'index' });
    const socket = await app.connect();
    await socket.emitWithAck('subscribe', { room: 'run', id: run.id });
    const order: string[] = [];
    socket.onAny((event: string) => order.push(event));
    const died = next(socket, 'run:failed');
    const swept = next(socket, 'sweep:finished');
    await app.clock.advance(5000);
    expect(await died).toMatchObject({
      run: { id: run.id, status: 'FAILED' },
      error: { errorType: 'stale' },
    });
    await swept;
    expect(order.slice(-3)).toEqual(['channel:closed', 'run:failed', 'sweep:finished']);
    const late = await app.call('POST', `/api/runs/${run.id}/events`, { type: 'heartbeat' });
    expect(late.status).toBe(409);
    expect(late.body).toMatchObject({
      code: 'run_closed',
      directive: 'stop',
      run: { status: 'FAILED' },
    });
  });
});

describe('a page elsewhere', () => {
  test('is refused a WebSocket with a 403 that says why', async () => {
    await using app = await openTestApp();
    const asking = request(`${app.app.url}/socket.io/?EIO=4&transport=websocket`, {
      headers: {
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
        origin: 'http://evil.example',
      },
    });
    asking.end();
    const [answer] = await once(asking, 'response');
    expect(answer.statusCode).toBe(403);
    expect(JSON.parse(await text(answer))).toMatchObject({ code: 'origin_refused', status: 403 });
  });
});

describe('ten clicks at once', () => {
  test('leave two sweeps: the first has one, the other nine share the next', async () => {
    await using app = await openTestApp({}, createSystemClock());
    const clicks = Array.from({ length: 10 }, () => app.call('POST', '/api/sweeps'));
    const answers = await Promise.all(clicks);
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(201));
    expect(new Set(answers.map(({ body }) => body.sweep.id)).size).toBe(2);
    const { body } = await app.call('GET', '/api/sweeps');
    const byButton = body.sweeps.filter((sweep: { trigger: string }) => sweep.trigger === 'manual');
    expect(byButton).toHaveLength(2);
  });
});

describe('kill -9', () => {
  test('in the middle of writes loses nothing that was acknowledged, fails LOCAL runs, spares REMOTE ones', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'flatline-kill-'));
    const env = { DATABASE_URL: `file:${join(folder, 'test.db')}`, PORT: '0' };
    const first = await bareServer(env);
    const remote = await started(first.url, { scraper: 'remote' });
    const local = await started(first.url, { scraper: 'local', origin: 'LOCAL' });
    let acknowledged = -1;
    for (let seq = 0; seq < 2000; seq += 1) {
      if (seq === 60) setImmediate(() => first.child.kill('SIGKILL'));
      const event = { type: 'log', level: 'info', message: `line ${seq}`, seq };
      const ok = await send(first.url, remote, event).catch(() => false);
      if (!ok) break;
      acknowledged = seq;
    }
    await first.exited;
    expect(acknowledged).toBeGreaterThanOrEqual(59);

    const second = await bareServer(env);
    const { run } = await detail(second.url, remote);
    expect(run.status).toBe('RUNNING');
    const lines = run.logs.map((line: { message: string }) => line.message);
    const expected = Array.from({ length: acknowledged + 1 }, (_, seq) => `line ${seq}`);
    expect(lines.slice(0, acknowledged + 1)).toEqual(expected.slice(-lines.length));
    const orphan = (await detail(second.url, local)).run;
    expect(orphan).toMatchObject({
      status: 'FAILED',
      error: { errorType: 'stale', detail: { decidedBy: 'startup' } },
    });
    second.child.kill('SIGKILL');
    await second.exited;
    await rm(folder, { recursive: true });
  });
});

async function bareServer(
  env: Record<string, string>,
): Promise<{ child: ChildProcess; url: string; exited: Promise<unknown> }> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'server/testing/bare-server.ts'], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const [url] = await once(createInterface(child.stdout!), 'line');
  return { child, url: url as string, exited };
}

async function started(url: string, body: object): Promise<string> {
  const answer = await post(`${url}/api/runs`, body);
  return ((await answer.json()) as { run: { id: string } }).run.id;
}

async function send(url: string, id: string, event: object): Promise<boolean> {
  return (await post(`${url}/api/runs/${id}/events`, event)).ok;
}

async function detail(url: string, id: string) {
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever came.
  return (await (await fetch(`${url}/api/runs/${id}`)).json()) as any;
}

function post(url: string, body: object): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  });
}
