import { describe, expect, test } from 'vitest';
import { openTestHttp } from '../testing/http.ts';
import { expectProblem, expectShape } from '../testing/http-expectations.ts';
import * as answers from './answers.ts';

const NOBODY = '00000000-0000-0000-0000-000000000000';

describe('a run', () => {
  test('is started once for a key, and told as the document says', async () => {
    await using house = await openTestHttp();
    const body = { scraper: 'books', phase: 'crawl', idempotencyKey: 'k', meta: { shop: '<b>' } };
    const first = await house.call('POST', '/api/runs', { body });
    expect(first.status).toBe(201);
    expectShape(answers.runAnswer, first);
    expect(first.json).toMatchObject({
      now: '2026-01-01T00:00:00.000Z',
      run: { scraper: 'books', status: 'RUNNING', origin: 'REMOTE', phase: 'crawl', error: null },
    });
    const again = await house.call('POST', '/api/runs', { body });
    expect([again.status, again.json.run.id]).toEqual([200, first.json.run.id]);
  });

  test('takes null for what is absent', async () => {
    await using house = await openTestHttp();
    const absent = { phase: null, staleAfterSeconds: null, origin: null, retryOf: null };
    const body = { scraper: 'books', idempotencyKey: null, meta: null, ...absent };
    expect((await house.call('POST', '/api/runs', { body })).status).toBe(201);
    expect((await house.call('POST', '/api/runs', { body })).status).toBe(201);
  });

  test('cannot try again a run that is not there', async () => {
    await using house = await openTestHttp();
    const body = { scraper: 'books', retryOf: NOBODY };
    const refused = await house.call('POST', '/api/runs', { body });
    expectProblem(refused, 400, 'invalid');
    expect(refused.json.errors).toMatchObject([{ field: 'retryOf' }]);
    expect(await house.rows()).toBe(0);
  });

  test('is shown with its phases, errors, log lines and meta', async () => {
    await using house = await openTestHttp();
    const id = await house.start('books', { meta: { a: [1, '<i>'] } });
    const body = [
      { type: 'phase', phase: 'crawl', seq: 0, at: '2026-01-01T01:00:00+01:00' },
      { type: 'progress', done: 1, total: 2 ** 53 - 1, unit: '<u>', message: '' },
      { type: 'error', errorType: 'http', message: '<b>no</b>', url: 'javascript:x', detail: [1] },
      { type: 'log', level: 'warn', message: '<script>alert(1)</script>' },
    ];
    const report = await house.call('POST', `/api/runs/${id}/events`, { body });
    expect(report.status).toBe(200);
    expectShape(answers.reportAnswer, report);
    expect(report.json).toMatchObject({
      status: 'RUNNING',
      directive: 'continue',
      reason: null,
      accepted: 4,
      duplicates: 0,
    });
    const shown = await house.call('GET', `/api/runs/${id}`);
    expectShape(answers.runDetailAnswer, shown);
    expect(shown.json.run).toMatchObject({
      phase: 'crawl',
      progress: { done: 1, total: 2 ** 53 - 1, unit: '<u>', message: '' },
      phases: [{ phase: 'crawl', finishedAt: null }],
      errors: [{ errorType: 'http', message: '<b>no</b>', url: 'javascript:x', detail: [1] }],
      logs: [{ n: 1, level: 'warn', message: '<script>alert(1)</script>' }],
      meta: { a: [1, '<i>'] },
    });
    const repeated = await house.call('POST', `/api/runs/${id}/events`, { body: body[0] });
    expect(repeated.json).toMatchObject({ accepted: 0, duplicates: 1 });
  });

  test('that is over refuses an event, and says how it ended', async () => {
    await using house = await openTestHttp();
    const id = await house.start();
    const finish = { type: 'finish', outcome: 'failed', message: 'broken', seq: 3 };
    const last = await house.call('POST', `/api/runs/${id}/events`, { body: finish });
    expect(last.json).toMatchObject({ status: 'FAILED', directive: 'stop', reason: 'finished' });
    const late = await house.call('POST', `/api/runs/${id}/events`, {
      body: { type: 'heartbeat' },
    });
    expectProblem(late, 409, 'run_closed');
    expect(late.json).toMatchObject({
      now: '2026-01-01T00:00:00.000Z',
      directive: 'stop',
      run: { id, status: 'FAILED', error: { errorType: 'failed', message: 'broken' } },
    });
    const duplicate = await house.call('POST', `/api/runs/${id}/events`, { body: finish });
    expect([duplicate.status, duplicate.json.duplicates]).toEqual([200, 1]);
    expectProblem(await house.call('POST', `/api/runs/${id}/cancel`), 409, 'run_closed');
  });

  test('is asked to stop, as often as one likes, with and without a body', async () => {
    await using house = await openTestHttp();
    const id = await house.start();
    for (const body of [undefined, '', '{}']) {
      const asked = await house.call('POST', `/api/runs/${id}/cancel`, { body });
      expect(asked.status).toBe(202);
      expectShape(answers.runAnswer, asked);
    }
    const beat = await house.call('POST', `/api/runs/${id}/events`, {
      body: { type: 'heartbeat' },
    });
    expect(beat.json).toMatchObject({ directive: 'stop', reason: 'cancelled' });
  });

  test('that is not there is a 404 for whoever asks', async () => {
    await using house = await openTestHttp();
    const body = { type: 'heartbeat' };
    expectProblem(await house.call('GET', `/api/runs/${NOBODY}`), 404, 'not_found');
    expectProblem(await house.call('POST', `/api/runs/${NOBODY}/cancel`), 404, 'not_found');
    const report = await house.call('POST', `/api/runs/${NOBODY}/events`, { body });
    expectProblem(report, 404, 'not_found');
  });

  test('is found by its id exactly as it is stored, whatever its version and case', async () => {
    await using house = await openTestHttp();
    await house.start();
    const [scraper] = await house.raw('SELECT id FROM Scraper');
    const id = 'ABCDEF00-0000-1000-8000-00000000000A';
    await house.raw(
      'INSERT INTO ScrapeRun (id, scraperId, startedAt, staleAfterSeconds) VALUES (?, ?, ?, 60)',
      [id, String(scraper?.id), '2026-01-01T00:00:00Z'],
    );
    expect((await house.call('GET', `/api/runs/${id}`)).json.run.id).toBe(id);
    expect((await house.call('GET', `/api/runs/${id.toLowerCase()}`)).status).toBe(404);
  });
});
