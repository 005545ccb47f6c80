import { describe, expect, test } from 'vitest';
import { Problem } from '../domain/errors.ts';
import { createFakeClock } from '../testing/fake-clock.ts';
import { openTestHttp } from '../testing/http.ts';
import { expectProblem, expectShape } from '../testing/http-expectations.ts';
import { createRecordingLog } from '../testing/quiet.ts';
import * as answers from './answers.ts';
import { createApi } from './api.ts';
import { createGateway } from './gateway.ts';
import { createMetrics } from './metrics.ts';

describe('what is wrong with the server', () => {
  test('is a 500 that tells nothing, and is logged', async () => {
    await using house = await openBroken(new Error('a secret'));
    const { status, text } = await house.call('/api/watchdog');
    expect([status, JSON.parse(text).code]).toEqual([500, 'internal']);
    expect(text).not.toContain('secret');
    expect(house.log.lines).toMatchObject([{ level: 'error', fields: { path: '/api/watchdog' } }]);
  });

  test('is a 503 with Retry-After while the database is away', async () => {
    await using house = await openBroken(new Problem('unavailable', 'The database is locked.'));
    for (const path of ['/api/watchdog', '/api/gaps', '/api/scrapers', '/readyz']) {
      const { status, headers, text } = await house.call(path);
      expect([status, JSON.parse(text).code]).toEqual([503, 'unavailable']);
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    }
    expect((await house.call('/healthz')).status).toBe(200);
  });

  test('is a 503 that says how soon to try again, where it knows that better', async () => {
    const tooMuch = new Problem('unavailable', 'Too much is reported.', { retryAfterSeconds: 1 });
    await using house = await openBroken(tooMuch);
    const { status, headers, text } = await house.call('/api/watchdog');
    expect([status, headers.get('retry-after')]).toEqual([503, '1']);
    expect(text).not.toContain('retryAfterSeconds');
  });

  test('makes it not ready while the watchdog is not healthy, and says why', async () => {
    await using house = await openTestHttp();
    expect((await house.call('GET', '/readyz')).status).toBe(200);
    Object.assign(house.watchdog, { healthy: false, reason: 'The last two passes failed.' });
    const notReady = await house.call('GET', '/readyz');
    expectProblem(notReady, 503, 'unavailable');
    expect(notReady.json.detail).toBe('The last two passes failed.');
    expectShape(answers.aliveAnswer, await house.call('GET', '/healthz'));
  });
});

/** The API over use cases that all fail. */
async function openBroken(failure: Error) {
  const clock = createFakeClock();
  const log = createRecordingLog();
  const fails = () => Promise.reject(failure);
  const api = createApi({
    runs: { start: fails, report: fails, cancel: fails },
    views: {
      runs: fails,
      detail: fails,
      sweeps: fails,
      gaps: fails,
      watchdog: fails,
      board: fails,
      run: fails,
    },
    sweeper: { sweep: fails },
    grants: { grant: fails },
    scrapers: { list: fails, find: fails, change: fails },
    nodes: { list: fails },
    ping: fails,
    metrics: createMetrics(),
    clock,
    log,
  });
  const gateway = createGateway({ host: null, port: 0, allowedHosts: [], clock, log });
  await gateway.listen();
  gateway.open({ api, pages: () => {} });
  return {
    log,
    async call(path: string) {
      const response = await fetch(`${gateway.url}${path}`);
      return { status: response.status, headers: response.headers, text: await response.text() };
    },
    [Symbol.asyncDispose]: () => gateway.stop(),
  };
}
