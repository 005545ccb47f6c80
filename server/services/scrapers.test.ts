import { describe, expect, test } from 'vitest';
import { openTestServices as setup, type TestServices } from '../testing/services.ts';

const SECOND = 1000;

/** A run of `books` that beats after each of `silences` (in seconds), then completes. */
async function good(app: TestServices, ...silences: number[]): Promise<string> {
  const id = await app.start('books', { phase: 'crawl' });
  for (const seconds of silences) {
    await app.clock.advance(seconds * SECOND);
    await app.beat(id);
  }
  await app.runs.report(id, [{ type: 'finish', outcome: 'completed' }]);
  return id;
}

describe('scrapers', () => {
  test('are listed by name, with what their next runs get', async () => {
    await using app = await setup();
    for (const name of ['shoes', 'books']) await app.start(name);
    await app.scrapers.change('shoes', { staleAfterSeconds: 90, stuckAfterSeconds: 60 });
    const { scrapers } = await app.scrapers.list();
    expect(scrapers).toEqual([
      {
        name: 'books',
        staleAfterSeconds: null,
        stuckAfterSeconds: null,
        whenStuck: 'show',
        retentionDays: null,
        effectiveStaleAfterSeconds: 600,
        effectiveStuckAfterSeconds: 1800,
        effectiveRetentionDays: 30,
      },
      {
        name: 'shoes',
        staleAfterSeconds: 90,
        stuckAfterSeconds: 60,
        whenStuck: 'show',
        retentionDays: null,
        effectiveStaleAfterSeconds: 90,
        effectiveStuckAfterSeconds: 60,
        effectiveRetentionDays: 30,
      },
    ]);
  });

  test('that are not there are said not to be', async () => {
    await using app = await setup();
    const missing = { code: 'not_found', message: 'There is no scraper with the name books.' };
    await expect(app.scrapers.find('books')).rejects.toMatchObject(missing);
    const change = app.scrapers.change('books', { whenStuck: 'fail' });
    await expect(change).rejects.toMatchObject(missing);
  });

  test('that were changed give their next run the new limits; a running one keeps its own', async () => {
    await using app = await setup();
    const running = await app.start('books');
    await app.scrapers.change('books', { staleAfterSeconds: 90, whenStuck: 'fail' });
    const next = await app.start('books');
    const own = await app.start('books', { staleAfterSeconds: 30 });
    const limitsOf = async (id: string) => {
      const run = await app.store.runs.find(id, app.clock.now());
      return [run?.staleAfterSeconds, run?.staleAfterFrom, run?.whenStuck];
    };
    expect(await limitsOf(running)).toEqual([600, 'setting', 'show']);
    expect(await limitsOf(next)).toEqual([90, 'scraper', 'fail']);
    expect(await limitsOf(own)).toEqual([30, 'run', 'fail']);
    await app.scrapers.change('books', { staleAfterSeconds: null });
    expect(await limitsOf(await app.start('books'))).toEqual([600, 'setting', 'fail']);
  });
});

describe('patience', () => {
  test('is learned from the runs that completed, phase by phase', async () => {
    await using app = await setup();
    for (const longest of [10, 20, 45, 30, 5]) await good(app, 2, longest);
    const failed = await app.start('books');
    await app.clock.advance(500 * SECOND);
    await app.runs.report(failed, [{ type: 'finish', outcome: 'failed' }]);
    const { patience } = await app.scrapers.find('books');
    expect(patience).toMatchObject({
      goodRuns: 5,
      longestSilence: 45 * SECOND,
      suggestedSeconds: 90,
      wantedSeconds: 90,
      phases: [{ phase: 'crawl', count: 15, longest: 45 * SECOND }],
    });
    expect(patience.backtests).toContainEqual({ staleAfterSeconds: 30, killed: 2, of: 5 });
    expect(patience.backtests).toContainEqual({ staleAfterSeconds: 90, killed: 0, of: 5 });
  });

  test('is told against the stale-after that is in force', async () => {
    await using app = await setup();
    for (let run = 0; run < 5; run += 1) await good(app, 50);
    await app.scrapers.change('books', { staleAfterSeconds: 75 });
    const { patience } = await app.scrapers.find('books');
    expect(patience).toMatchObject({ suggestedSeconds: 75, wantedSeconds: 100 });
  });

  test('does not count as a silence what could not be heard', async () => {
    await using app = await setup({ observed: true });
    await app.observer.start();
    const id = await app.start('books', { phase: 'crawl' });
    await app.clock.advance(10 * SECOND);
    await app.beat(id);
    await app.clock.advance(4 * SECOND);
    app.clock.block(300 * SECOND);
    // The report comes before the proof that ends the gap.
    await app.beat(id);
    await app.ear.settle();
    await app.clock.advance(7 * SECOND);
    await app.runs.report(id, [{ type: 'finish', outcome: 'completed' }]);
    const { patience } = await app.scrapers.find('books');
    expect(patience).toMatchObject({
      goodRuns: 1,
      longestSilence: 10 * SECOND,
      suggestedSeconds: null,
      phases: [{ phase: 'crawl', count: 3 }],
    });
  });
});
