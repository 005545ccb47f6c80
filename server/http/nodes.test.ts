import { expect, test } from 'vitest';
import { openTestHttp } from '../testing/http.ts';
import { expectProblem, expectShape } from '../testing/http-expectations.ts';
import { THIS_NODE } from '../testing/services.ts';
import * as answers from './answers.ts';

test('GET /api/nodes lists this node and those before it, the last heard first', async () => {
  await using house = await openTestHttp();
  const before = { id: 'before', name: 'test:3000', startedAt: house.clock.now() };
  const times = { lastSeenAt: house.clock.now(), stoppedAt: null, goneAt: null };
  await house.store.nodes.beat({ ...before, ...times, skewMs: 0 });
  await house.clock.advance(60_000);
  await house.nodes.start();
  await house.nodes.join();
  await house.clock.advance(1000);
  const answer = await house.call('GET', '/api/nodes');
  expect(answer.status).toBe(200);
  expectShape(answers.nodesAnswer, answer);
  expect(answer.json).toEqual({
    now: '2026-01-01T00:01:01.000Z',
    nodes: [
      {
        id: THIS_NODE,
        name: 'test:3000',
        startedAt: '2026-01-01T00:01:00.000Z',
        lastSeenAt: '2026-01-01T00:01:01.000Z',
        stoppedAt: null,
        goneAt: null,
        skewMs: 0,
        self: true,
        state: 'alive',
      },
      {
        id: 'before',
        name: 'test:3000',
        startedAt: '2026-01-01T00:00:00.000Z',
        lastSeenAt: '2026-01-01T00:00:00.000Z',
        stoppedAt: null,
        goneAt: '2026-01-01T00:01:00.000Z',
        skewMs: 0,
        self: false,
        state: 'gone',
      },
    ],
  });
  await house.nodes.stop();
  const after = await house.call('GET', '/api/nodes');
  expect(after.json.nodes[0]).toMatchObject({ id: THIS_NODE, state: 'stopped' });
  expectProblem(await house.call('GET', '/api/nodes?limit=1'), 400, 'invalid');
});
