import { expect, test } from 'vitest';
import { openTestHttp } from '../testing/http.ts';
import { createBusy } from './busy.ts';
import type { Asked, Route } from './route.ts';

const ID = '01970000-0000-7000-8000-000000000001';

test('whatever is wrong is answered the same on either way', async () => {
  await using house = await openTestHttp();
  const { run } = (await house.call('POST', '/api/runs', { body: { scraper: 'books' } })).json;
  const bodies = [
    { type: 'heartbeat', seq: 3 },
    { type: 'heartbeat', seq: 3 },
    { type: 'nonsense' },
    [],
    '{"type":',
    Buffer.from([0x22, 0xff, 0x22]),
    '',
  ];
  const types: Record<string, string>[] = [{}, { 'content-type': 'text/plain' }];
  for (const id of [run.id, ID, 'no-uuid', '__proto__']) {
    const path = `/api/runs/${id}/events`;
    // The same address: a letter of it spelt as a number.
    const spelt = path.replace('/events', '/%65vents');
    for (const body of bodies) {
      for (const type of types) {
        const call = { body, headers: { 'content-type': 'application/json', ...type } };
        const long = await house.call('POST', spelt, call);
        const short = await house.call('POST', path, call);
        if (long.status === 200 && long.json.accepted === 1) continue;
        expect([short.status, short.json]).toEqual([long.status, long.json]);
        expect(Object.keys(short.headers)).toEqual(Object.keys(long.headers));
      }
    }
  }
});

/** The short way of one busy route and one other, and what was asked of the busy one. */
function setup() {
  const asked: Asked[] = [];
  const failed: unknown[] = [];
  const aRoute = (path: string, busy: boolean): Route => ({
    method: 'post',
    path,
    config: { method: 'post', path, responses: {} },
    busy,
    async respond(request) {
      asked.push(request);
      if (request.param('id') === 'broken') throw new Error('broken');
      return new Response();
    },
  });
  const busy = createBusy({
    routes: [aRoute('/api/runs/{id}/events', true), aRoute('/api/runs/{id}/cancel', false)],
    fail: (error) => void failed.push(error),
  });
  const ask = (method: string, path: string) => busy({ method } as never, {} as never, path);
  return { ask, asked, failed };
}

test('the short way is for busy routes in their plainest spelling alone', () => {
  const { ask, asked } = setup();
  expect(ask('POST', `/api/runs/${ID}/events`)).toBe(true);
  expect(asked.map((request) => request.param('id'))).toEqual([ID]);
  const others: [string, string][] = [
    ['GET', `/api/runs/${ID}/events`],
    ['POST', `/api/runs/${ID}/cancel`],
    ['POST', `/api/runs/${ID}/events/`],
    ['POST', '/api/runs//events'],
    ['POST', '/api/runs/events'],
    ['POST', '/api/runs/a/b/events'],
    ['POST', '/api/runs/%61/events'],
  ];
  for (const [method, path] of others) expect(ask(method, path)).toBe(false);
  expect(asked).toHaveLength(1);
});

test('what goes wrong on the short way is handed on', async () => {
  const { ask, failed } = setup();
  ask('POST', '/api/runs/broken/events');
  await new Promise<void>((turn) => setImmediate(turn));
  expect(failed).toEqual([new Error('broken')]);
});
