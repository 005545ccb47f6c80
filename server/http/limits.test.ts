import { describe, expect, test } from 'vitest';
import { type HttpAnswer, openTestHttp } from '../testing/http.ts';
import { expectProblem } from '../testing/http-expectations.ts';

const MAX = Number.MAX_SAFE_INTEGER;
const skull = '💀';

describe('a start', () => {
  test.each<[string, unknown]>([
    ['scraper', 'x'.repeat(128)],
    ['scraper', '0.-_'],
    ['phase', skull.repeat(200)],
    ['phase', '<b onmouseover=alert(1)>'],
    ['idempotencyKey', 'k'.repeat(200)],
    ['staleAfterSeconds', 1],
    ['staleAfterSeconds', 604_800],
    ['meta', 'x'.repeat(16_382)],
    ['meta', 'ä'.repeat(8191)],
    ['meta', false],
    ['meta', nested(64)],
  ])('may have a %s at its limit (%#)', async (field, value) => {
    await using house = await openTestHttp();
    const body = { scraper: 'books', [field]: value };
    expect((await house.call('POST', '/api/runs', { body })).status).toBe(201);
  });

  test.each<[string, unknown]>([
    ['scraper', 'x'.repeat(129)],
    ['scraper', 'x'.repeat(10_000)],
    ['scraper', '.a'],
    ['scraper', 'a b'],
    ['scraper', 'a\n'],
    ['scraper', ''],
    ['scraper', '<script>'],
    ['phase', ''],
    ['phase', 'x'.repeat(201)],
    ['phase', skull.repeat(201)],
    ['phase', 'a\u0000b'],
    ['phase', '\ud800'],
    ['idempotencyKey', ''],
    ['idempotencyKey', 'k'.repeat(201)],
    ['staleAfterSeconds', 0],
    ['staleAfterSeconds', 604_801],
    ['staleAfterSeconds', 1.5],
    ['staleAfterSeconds', '60'],
    ['origin', 'local'],
    ['retryOf', 'the last one'],
    ['meta', 'x'.repeat(16_383)],
    ['meta', 'ä'.repeat(8192)],
    ['meta', nested(65)],
    ['meta', { 'a\u0000': 1 }],
    ['meta', { a: ['b\u0000'] }],
    ['meta', new Array(500_000).fill(0)],
    ['status', 'FAILED'],
    ['__proto__', 1],
  ])('may not have a %s beyond its limit (%#)', async (field, value) => {
    await using house = await openTestHttp();
    const fields = `"scraper":"books",${JSON.stringify(field)}:${JSON.stringify(value)}`;
    const refused = await house.call('POST', '/api/runs', { body: `{${fields}}` });
    expectRefused(refused, field);
    expect(await house.rows()).toBe(0);
  });

  test('that has much wrong is told of each, up to a limit', async () => {
    await using house = await openTestHttp();
    const many = Object.fromEntries(Array.from({ length: 5000 }, (_, n) => [`field${n}`, n]));
    const refused = await house.call('POST', '/api/runs', { body: { scraper: 1, ...many } });
    expectRefused(refused, 'scraper');
    expect(refused.json.errors).toHaveLength(50);
    expect(refused.json.detail).toBe('scraper must be a string (and 5000 more).');
  });

  test('with a meta that names a prototype harms nothing', async () => {
    await using house = await openTestHttp();
    const body = '{"scraper":"books","meta":{"__proto__":{"polluted":true},"constructor":1}}';
    const { json } = await house.call('POST', '/api/runs', { body });
    const shown = await house.call('GET', `/api/runs/${json.run.id}`);
    expect(shown.json.run.meta).toMatchObject({ constructor: 1 });
    expect('polluted' in {}).toBe(false);
  });
});

describe('an event', () => {
  test.each<[string, object]>([
    ['done', { type: 'progress', done: MAX, total: 0 }],
    ['seq', { type: 'heartbeat', seq: MAX }],
    ['seq', { type: 'heartbeat', seq: 0, at: null }],
    ['at', { type: 'heartbeat', at: '1970-01-01T00:00:00Z' }],
    ['at', { type: 'heartbeat', at: '2026-01-01T00:00:00.123456789-11:30' }],
    ['message', { type: 'log', level: 'x'.repeat(200), message: skull.repeat(8192) }],
    ['message', { type: 'error', errorType: 'e', message: '', url: '', detail: null }],
    ['message', { type: 'finish', outcome: 'cancelled', message: null }],
  ])('may have a %s at its limit (%#)', async (_field, body) => {
    await using house = await openTestHttp();
    const id = await house.start();
    expect((await house.call('POST', `/api/runs/${id}/events`, { body })).status).toBe(200);
  });

  test.each<[string, string]>([
    ['type', '{}'],
    ['type', '{"type":"beat"}'],
    ['type', '{"type":null}'],
    ['body', '3'],
    ['body', 'null'],
    ['phase', '{"type":"phase"}'],
    ['phase', '{"type":"phase","phase":null}'],
    ['phase', '{"type":"heartbeat","phase":"a"}'],
    ['done', '{"type":"progress","done":-1}'],
    ['done', '{"type":"progress","done":1e400}'],
    ['done', '{"type":"progress","done":9007199254740992}'],
    ['done', '{"type":"progress","done":0.5}'],
    ['total', '{"type":"progress","done":0,"total":"1"}'],
    ['unit', '{"type":"progress","done":0,"unit":""}'],
    ['seq', '{"type":"heartbeat","seq":-1}'],
    ['at', '{"type":"heartbeat","at":"2026-01-01T00:00:00"}'],
    ['at', '{"type":"heartbeat","at":"2026-13-01T00:00:00Z"}'],
    ['at', '{"type":"heartbeat","at":1767225600000}'],
    ['at', '{"type":"heartbeat","at":"1969-12-31T23:59:59.999Z"}'],
    ['at', '{"type":"heartbeat","at":"9999-12-31T23:59:59-01:00"}'],
    ['level', '{"type":"log","message":"m"}'],
    ['message', `{"type":"log","level":"l","message":"${'x'.repeat(8193)}"}`],
    ['detail.a', '{"type":"error","errorType":"e","message":"m","detail":{"a":"\\u0000"}}'],
    ['detail.a', '{"type":"error","errorType":"e","message":"m","detail":{"a":1e400}}'],
    ['outcome', '{"type":"finish","outcome":"stale"}'],
    ['events', '[]'],
    ['events[0]', '[[]]'],
    ['events[1].phase', '[{"type":"heartbeat"},{"type":"phase","phase":""}]'],
    ['events[1].seq', '[{"type":"heartbeat","seq":5},{"type":"heartbeat","seq":5}]'],
    [
      'events[2].seq',
      '[{"type":"heartbeat","seq":5},{"type":"heartbeat"},{"type":"heartbeat","seq":4}]',
    ],
    ['events[1]', '[{"type":"finish","outcome":"failed"},{"type":"heartbeat"}]'],
    ['events[1]', '[{"type":"finish","outcome":"failed"},{"type":"finish","outcome":"failed"}]'],
  ])('is refused with the field %s named (%#)', async (field, body) => {
    await using house = await openTestHttp();
    const id = await house.start();
    const rows = await house.rows();
    const refused = await house.call('POST', `/api/runs/${id}/events`, { body });
    expectRefused(refused, field);
    expect(await house.rows()).toBe(rows);
    expect((await house.call('GET', `/api/runs/${id}`)).json.run.rev).toBe(0);
  });

  test('comes with up to 1,000 in a call, not with ten thousand', async () => {
    await using house = await openTestHttp();
    const id = await house.start();
    const log = { type: 'log', level: 'info', message: 'm' };
    const path = `/api/runs/${id}/events`;
    const many = await house.call('POST', path, { body: new Array(10_000).fill(log) });
    expectRefused(many, 'events');
    expectRefused(await house.call('POST', path, { body: new Array(1001).fill(log) }), 'events');
    expect((await house.call('GET', `/api/runs/${id}`)).json.run.logs).toEqual([]);
    const most = await house.call('POST', path, { body: new Array(1000).fill(log) });
    expect(most.json.accepted).toBe(1000);
  });

  test.each(['abc', '1', '%00', '%zz', '..%2f', '019b76da-a800-7000-8000-0123456789ag', '<b>'])(
    'to the id %s, which is no uuid, is refused',
    async (id) => {
      await using house = await openTestHttp();
      const body = { type: 'heartbeat' };
      const refused = await house.call('POST', `/api/runs/${id}/events`, { body });
      expectRefused(refused, 'id');
    },
  );
});

describe('a sweep', () => {
  test('names up to 10,000 runs, each in exactly one list', async () => {
    await using house = await openTestHttp();
    const ids = Array.from(
      { length: 10_001 },
      (_, n) => `00000000-0000-0000-0000-${String(n).padStart(12, '0')}`,
    );
    expectRefused(await house.call('POST', '/api/sweeps', { body: { runIds: ids } }), 'runIds');
    const runIds = [...ids.slice(1), ...ids.slice(1, 100)];
    const { status, json } = await house.call('POST', '/api/sweeps', { body: { runIds } });
    expect([status, json.marked.length, json.spared.length]).toEqual([201, 0, 10_000]);
  });

  test.each<[string, unknown]>([
    ['runIds', { runIds: [] }],
    ['runIds', { runIds: 'all' }],
    ['runIds[1]', { runIds: ['00000000-0000-0000-0000-000000000000', 'b'] }],
    ['dryRun', { dryRun: 'yes' }],
    ['dry', { dry: true }],
    ['body', []],
  ])('is refused with the field %s named (%#)', async (field, body) => {
    await using house = await openTestHttp();
    expectRefused(await house.call('POST', '/api/sweeps', { body }), field);
    expect(await house.rows()).toBe(0);
  });
});

/** Refused, the field or something in it being named. */
function expectRefused(refused: HttpAnswer, field: string): void {
  expectProblem(refused, 400, 'invalid');
  const named = refused.json.errors.map((error: { field: string }) => error.field);
  expect(
    named.filter((name: string) => name === field || name.startsWith(`${field}.`)),
  ).not.toEqual([]);
}

function nested(levels: number): unknown {
  return JSON.parse('['.repeat(levels) + ']'.repeat(levels));
}
