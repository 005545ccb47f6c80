import { describe, expect, test } from 'vitest';
import { type HttpAnswer, openTestHttp } from '../testing/http.ts';
import { expectProblem, expectShape } from '../testing/http-expectations.ts';
import * as answers from './answers.ts';

const LONG = `q=${'x'.repeat(201)}`;

describe('lists', () => {
  test('page through the runs that the query names, newest first', async () => {
    await using house = await openTestHttp();
    const ids: string[] = [];
    for (const scraper of ['books', 'shoes', 'books', 'books']) {
      ids.unshift(await house.start(scraper));
      await house.clock.advance(1000);
    }
    await house.call('POST', `/api/runs/${ids[0]}/events`, {
      body: { type: 'finish', outcome: 'completed' },
    });
    const all = await house.call('GET', '/api/runs');
    expectShape(answers.runsAnswer, all);
    expect(idsOf(all)).toEqual(ids);
    const first = await house.call('GET', '/api/runs?scraper=books&limit=2');
    expect(idsOf(first)).toEqual([ids[0], ids[1]]);
    const cursor = encodeURIComponent(first.json.nextCursor);
    const second = await house.call('GET', `/api/runs?scraper=books&limit=2&cursor=${cursor}`);
    expect([idsOf(second), second.json.nextCursor]).toEqual([[ids[3]], null]);
    const both = await house.call('GET', '/api/runs?status=COMPLETED&status=FAILED&q=');
    expect(idsOf(both)).toEqual([ids[0]]);
    const since = '2026-01-01T01:00:02+01:00';
    expect(idsOf(await house.call('GET', `/api/runs?q=book&from=${since}`))).toEqual([
      ids[0],
      ids[1],
    ]);
    expect(idsOf(await house.call('GET', `/api/runs?to=2026-01-01T00:00:00.000Z`))).toEqual([
      ids[3],
    ]);
  });

  test.each([
    'status=running',
    'status=RUNNING,FAILED',
    'status=',
    'scraper=%3Cb%3E',
    'scraper=a&scraper=b',
    'limit=0',
    'limit=201',
    'limit=1e2',
    'limit=',
    'limit=-1',
    'limit=5.0',
    'limit=1&limit=2',
    'from=yesterday',
    'from=2026-01-01T00:00:00',
    'to=2026-02-30T00:00:00Z',
    'cursor=',
    'cursor=nonsense',
    LONG,
    'q=%00',
    'stauts=FAILED',
  ])('refuse the query %.30s, and name what is wrong', async (query) => {
    await using house = await openTestHttp();
    const refused = await house.call('GET', `/api/runs?${query}`);
    expectProblem(refused, 400, 'invalid');
    const name = query.split('=')[0] ?? '';
    expect(refused.json.errors[0].field).toMatch(new RegExp(`^${name}`));
  });
});

function idsOf({ json }: HttpAnswer): string[] {
  return json.runs.map(({ id }: { id: string }) => id);
}
