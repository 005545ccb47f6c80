import { describe, expect, test } from 'vitest';
import { openTestHttp, type TestHttp } from '../testing/http.ts';
import { expectProblem, expectShape } from '../testing/http-expectations.ts';
import * as answers from './answers.ts';

describe('GET /api/gaps', () => {
  test('pages through the times in which no run could be heard, newest first', async () => {
    await using house = await openObserved();
    await house.start();
    for (const seconds of [10, 20, 30]) {
      house.clock.block(seconds * 1000);
      await house.ear.settle();
    }
    const first = await house.call('GET', '/api/gaps?limit=2');
    expectShape(answers.gapsAnswer, first);
    expect(first.json.gaps).toMatchObject([
      {
        reason: 'blocked',
        startedAt: '2026-01-01T00:00:30.000Z',
        endedAt: '2026-01-01T00:01:00.000Z',
        runs: 1,
      },
      { startedAt: '2026-01-01T00:00:10.000Z', endedAt: '2026-01-01T00:00:30.000Z' },
    ]);
    const cursor = encodeURIComponent(first.json.nextCursor);
    const { json } = await house.call('GET', `/api/gaps?limit=2&cursor=${cursor}`);
    expect([json.gaps.length, json.nextCursor]).toEqual([1, null]);
  });

  test('is empty where every run could always be heard', async () => {
    await using house = await openTestHttp();
    const answer = await house.call('GET', '/api/gaps');
    expect(answer.json).toMatchObject({ gaps: [], nextCursor: null });
  });
});

test.each([
  '/api/gaps?limit=0',
  '/api/gaps?cursor=nonsense',
  '/api/gaps?reason=blocked',
  '/api/scrapers?name=books',
  '/api/scrapers/books?limit=1',
])('GET %s is refused, and says what is wrong', async (path) => {
  await using house = await openTestHttp();
  const refused = await house.call('GET', path);
  expectProblem(refused, 400, 'invalid');
  const [, field] = /\?(\w+)/.exec(path) ?? [];
  expect(refused.json.errors[0].field).toBe(field);
});

/** The observer has proven once that it hears. */
async function openObserved(): Promise<TestHttp> {
  const house = await openTestHttp([], { observed: true });
  await house.observer.start();
  return house;
}
