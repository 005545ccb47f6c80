import { describe, expect, test } from 'vitest';
import { NO_JSON } from '../testing/engine.ts';
import { anId, aRun, reportTo } from '../testing/factories.ts';
import { NEW_YEAR } from '../testing/fake-clock.ts';
import { openTestStore } from '../testing/store.ts';

async function setup() {
  const opened = await openTestStore();
  return { ...opened, scrapers: opened.store.scrapers };
}

describe('scrapers', () => {
  test('are listed by name, and found by it', async () => {
    const { store, scrapers } = await setup();
    for (const [n, scraper] of ['shop', 'Atlas', 'books'].entries()) {
      await aRun(store, { id: anId(n), scraper });
    }
    const all = await scrapers.list();
    expect(all.map(({ name }) => name)).toEqual(['Atlas', 'books', 'shop']);
    expect(await scrapers.find('books')).toEqual({
      id: all[1]?.id,
      name: 'books',
      staleAfterSeconds: null,
      stuckAfterSeconds: null,
      whenStuck: 'show',
      retentionDays: null,
    });
    expect(await scrapers.find('nobody')).toBeNull();
  });

  test('change only in what is named, and null takes it away', async () => {
    const { store, scrapers } = await setup();
    await aRun(store);
    await scrapers.change('books', { staleAfterSeconds: 90, whenStuck: 'fail' });
    expect(await scrapers.change('books', { stuckAfterSeconds: 60 })).toMatchObject({
      staleAfterSeconds: 90,
      stuckAfterSeconds: 60,
      whenStuck: 'fail',
    });
    expect(await scrapers.change('books', { staleAfterSeconds: null })).toMatchObject({
      staleAfterSeconds: null,
      stuckAfterSeconds: 60,
    });
    expect(await scrapers.change('books', {})).toEqual(await scrapers.find('books'));
    expect(await scrapers.change('nobody', { staleAfterSeconds: 1 })).toBeNull();
  });

  test('change the runs to come and no run that there is', async () => {
    const { store, scrapers } = await setup();
    const before = await aRun(store, { id: anId(1) });
    await scrapers.change('books', {
      staleAfterSeconds: 5,
      stuckAfterSeconds: 7,
      whenStuck: 'fail',
    });
    expect(await store.runs.find(anId(1), NEW_YEAR)).toEqual(before);
    expect(await aRun(store, { id: anId(2) })).toMatchObject({
      staleAfterSeconds: 5,
      staleAfterFrom: 'scraper',
      stuckAfterSeconds: 7,
      whenStuck: 'fail',
    });
  });
});

describe('good runs', () => {
  test('are the newest that completed, each with its silences a phase', async () => {
    const { store, scrapers } = await setup();
    for (const n of [1, 2, 3, 4]) await aRun(store, { id: anId(n), now: NEW_YEAR + n });
    await aRun(store, { id: anId(5), scraper: 'shop' });
    const end = (n: number, outcome: 'completed' | 'failed') =>
      reportTo(store, anId(n), NEW_YEAR + 5000 + n, { type: 'finish', outcome });
    await end(1, 'completed');
    await reportTo(store, anId(2), NEW_YEAR + 3002, { type: 'phase', phase: 'crawl' });
    await end(2, 'completed');
    await end(3, 'failed');
    await end(5, 'completed');
    const { id } = (await scrapers.find('books')) ?? { id: '' };
    const newest = {
      '': { count: 1, longest: 3000, histogram: [0, 0, 1] },
      crawl: { count: 1, longest: 2000, histogram: [0, 0, 1] },
    };
    expect(await scrapers.goodRuns(id, 9)).toEqual([
      newest,
      { '': { count: 1, longest: 5000, histogram: [0, 0, 0, 1] } },
    ]);
    expect(await scrapers.goodRuns(id, 1)).toEqual([newest]);
  });

  test.each([null, '[]', ...NO_JSON, '7', '{"a":1}', '{"a":{"count":1,"longest":"x"}}'])(
    'whose silences were not counted, or by another program (%s), have none',
    async (written) => {
      const { store, scrapers, raw } = await setup();
      await aRun(store);
      await reportTo(store, anId(1), NEW_YEAR, { type: 'finish', outcome: 'completed' });
      await raw('UPDATE "ScrapeRun" SET silences = ?', [written]);
      const { id } = (await scrapers.find('books')) ?? { id: '' };
      expect(await scrapers.goodRuns(id, 9)).toEqual([{}]);
    },
  );
});
