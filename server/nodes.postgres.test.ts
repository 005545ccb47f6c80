import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import type { Node } from './domain/node.ts';
import { createSystemClock } from './system-clock.ts';
import { openTestApp } from './testing/app.ts';
import { openTestDatabase } from './testing/postgres-databases.ts';

/** A server in a process of its own. */
async function aServer(env: Record<string, string>): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'server/testing/bare-server.ts'], {
    env: { ...process.env, PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [url] = await once(createInterface(child.stdout ?? process.stdin), 'line');
  return { child, url: url as string };
}

async function started(url: string, body: object): Promise<string> {
  const answer = await fetch(`${url}/api/runs`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  });
  return ((await answer.json()) as { run: { id: string } }).run.id;
}

test('a node that is killed -9 and starts again fails its own LOCAL runs, and touches nothing else', async () => {
  const { url: DATABASE_URL } = await openTestDatabase();
  await using bob = await openTestApp({ DATABASE_URL, NODE_NAME: 'bob' }, createSystemClock());
  const env = { DATABASE_URL, NODE_NAME: 'ada' };
  const ada = await aServer(env);
  const local = await started(ada.url, { scraper: 'hers', origin: 'LOCAL' });
  const remote = await started(ada.url, { scraper: 'outside' });
  const theirs = (await bob.start({ scraper: 'his', origin: 'LOCAL' })).id;
  const find = async (id: string) => (await bob.call('GET', `/api/runs/${id}`)).body.run;
  const before = [await find(remote), await find(theirs)];
  ada.child.kill('SIGKILL');
  await once(ada.child, 'exit');
  expect((await find(local)).status).toBe('RUNNING');

  await aServer(env);
  expect(await find(local)).toMatchObject({
    status: 'FAILED',
    error: { detail: { cause: 'server_restarted', decidedBy: 'startup' } },
  });
  expect([await find(remote), await find(theirs)]).toEqual(before);
  expect((await bob.call('GET', '/api/gaps')).body.gaps).toEqual([]);
  const { nodes } = (await bob.call('GET', '/api/nodes')).body as { nodes: Node[] };
  expect(nodes.map(({ name, state, self }) => [name, state, self]).sort()).toEqual([
    ['ada', 'alive', false],
    ['ada', 'gone', false],
    ['bob', 'alive', true],
  ]);
});

test('the last node that stops and starts again gives all that runs outside a whole window', async () => {
  const { url: DATABASE_URL } = await openTestDatabase();
  const first = await openTestApp({ DATABASE_URL, NODE_NAME: 'ada' }, createSystemClock());
  const { id, deadlineAt } = await first.start();
  await first[Symbol.asyncDispose]();
  await using second = await openTestApp({ DATABASE_URL, NODE_NAME: 'bob' }, createSystemClock());
  const { run } = (await second.call('GET', `/api/runs/${id}`)).body;
  expect(Date.parse(run.deadlineAt)).toBeGreaterThan(Date.parse(deadlineAt));
  await second.call('POST', '/api/sweeps');
  expect((await second.call('GET', '/api/gaps')).body.gaps).toMatchObject([
    { reason: 'restarted', runs: 1 },
  ]);
});
