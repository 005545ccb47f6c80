import { describe, expect, test } from 'vitest';
import { openTestHttp } from '../testing/http.ts';
import { expectProblem, expectShape } from '../testing/http-expectations.ts';
import * as answers from './answers.ts';

const BOOKS = '/api/scrapers/books';

describe('scrapers', () => {
  test('are listed, found with what their good runs say, and changed', async () => {
    await using house = await openTestHttp();
    await house.start('shoes');
    for (let run = 0; run < 5; run += 1) {
      const id = await house.start('books', { phase: 'crawl' });
      await house.clock.advance(40_000);
      await house.runs.report(id, [{ type: 'finish', outcome: 'completed' }]);
    }
    const all = await house.call('GET', '/api/scrapers');
    expectShape(answers.scrapersAnswer, all);
    expect(all.json.scrapers.map(({ name }: { name: string }) => name)).toEqual(['books', 'shoes']);
    const found = await house.call('GET', BOOKS);
    expectShape(answers.scraperPatienceAnswer, found);
    expect(found.json.patience).toMatchObject({ goodRuns: 5, suggestedSeconds: 80 });
    const changed = await house.call('PATCH', BOOKS, { body: { staleAfterSeconds: 80 } });
    expect(changed.status).toBe(200);
    expectShape(answers.scraperAnswer, changed);
    expect(changed.json.scraper).toMatchObject({ name: 'books', effectiveStaleAfterSeconds: 80 });
    expect((await house.call('GET', BOOKS)).json.scraper).toEqual(changed.json.scraper);
  });

  test('that were changed give the next run its limit; a running one keeps its own', async () => {
    await using house = await openTestHttp();
    const running = await house.start('books');
    await house.call('PATCH', BOOKS, { body: { staleAfterSeconds: 90 } });
    const next = await house.start('books');
    await house.clock.advance(90_000);
    const { json } = await house.call('POST', '/api/sweeps');
    expect(json.marked).toMatchObject([
      { runId: next, evidence: { staleAfterSeconds: 90, staleAfterFrom: 'scraper' } },
    ]);
    expect(await house.statusOf(running)).toBe('RUNNING');
  });

  test('go back to the setting with null, and keep what is not named', async () => {
    await using house = await openTestHttp();
    await house.start('books');
    const body = {
      ...{ staleAfterSeconds: 90, stuckAfterSeconds: 60, whenStuck: 'fail' },
      retentionDays: 7,
    };
    await house.call('PATCH', BOOKS, { body });
    const { json } = await house.call('PATCH', BOOKS, { body: { staleAfterSeconds: null } });
    expect(json.scraper).toMatchObject({
      ...body,
      staleAfterSeconds: null,
      effectiveStaleAfterSeconds: 600,
      effectiveRetentionDays: 7,
    });
    const back = await house.call('PATCH', BOOKS, { body: { retentionDays: null } });
    expect(back.json.scraper).toMatchObject({ retentionDays: null, effectiveRetentionDays: 30 });
  });

  test('that are not there are a 404 that says so', async () => {
    await using house = await openTestHttp();
    const body = { whenStuck: 'fail' };
    for (const answer of [
      await house.call('GET', BOOKS),
      await house.call('PATCH', BOOKS, { body }),
    ]) {
      expectProblem(answer, 404, 'not_found');
      expect(answer.json.detail).toBe('There is no scraper with the name books.');
    }
    expect(await house.rows()).toBe(0);
  });

  test.each(['-books', 'b%20s', '%zz', '%C3%BC', `a${'b'.repeat(128)}`, '%00', 'a%2fb'])(
    'are not called %.20s: the name is named',
    async (name) => {
      await using house = await openTestHttp();
      const answer = await house.call('GET', `/api/scrapers/${name}`);
      expectProblem(answer, 400, 'invalid');
      expect(answer.json.errors).toMatchObject([{ field: 'name' }]);
    },
  );

  test.each<[string, unknown]>([
    ['body', {}],
    ['staleAfterSeconds', { staleAfterSeconds: 0 }],
    ['staleAfterSeconds', { staleAfterSeconds: 604_801 }],
    ['staleAfterSeconds', { staleAfterSeconds: '90' }],
    ['stuckAfterSeconds', { stuckAfterSeconds: -1 }],
    ['retentionDays', { retentionDays: 0 }],
    ['retentionDays', { retentionDays: 3651 }],
    ['whenStuck', { whenStuck: 'kill' }],
    ['whenStuck', { whenStuck: null }],
    ['name', { name: 'shoes' }],
    ['body', []],
  ])('refuse a change and name %s in %j', async (field, body) => {
    await using house = await openTestHttp();
    await house.start('books');
    const refused = await house.call('PATCH', BOOKS, { body });
    expectProblem(refused, 400, 'invalid');
    expect(refused.json.errors[0].field).toBe(field);
  });

  test('say what may be changed when nothing is named', async () => {
    await using house = await openTestHttp();
    const { json } = await house.call('PATCH', BOOKS, { body: {} });
    expect(json.detail).toBe(
      'body must name what to change: staleAfterSeconds, stuckAfterSeconds, whenStuck or retentionDays.',
    );
  });
});
