import { describe, expect, test } from 'vitest';
import type { RunFilter } from '../domain/ports.ts';
import type { RunStatus } from '../domain/run.ts';
import { aTime } from '../testing/engine.ts';
import { aFilter, aForeignRun, anId, aRun, reportTo } from '../testing/factories.ts';
import { NEW_YEAR } from '../testing/fake-clock.ts';
import { insertRows } from '../testing/rows.ts';
import { openTestStore } from '../testing/store.ts';
import { stamp } from './times.ts';

const OUTCOMES = { COMPLETED: 'completed', FAILED: 'failed', CANCELLED: 'cancelled' } as const;

/** A store with runs of `[scraper, status, startedAt after the new year in ms]`, numbered from 1. */
async function setup(...runs: [scraper: string, status: RunStatus, after: number][]) {
  const opened = await openTestStore();
  const { store } = opened;
  for (const [index, [scraper, status, after]] of runs.entries()) {
    const id = anId(index + 1);
    await aRun(store, { id, scraper, now: NEW_YEAR + after });
    if (status === 'RUNNING') continue;
    await reportTo(store, id, NEW_YEAR + after, { type: 'finish', outcome: OUTCOMES[status] });
  }
  return {
    ...opened,
    page: (filter: Partial<RunFilter>) => store.runs.list(aFilter(filter), NEW_YEAR),
    /** The numbers of the runs that a filter finds, over all its pages. */
    async numbers(filter: Partial<RunFilter> = {}): Promise<number[]> {
      const found: number[] = [];
      let cursor: string | null = null;
      do {
        const page = await store.runs.list(aFilter({ ...filter, cursor }), NEW_YEAR);
        found.push(...page.rows.map(({ id }) => Number.parseInt(id.slice(-12), 16)));
        cursor = page.nextCursor;
      } while (cursor !== null);
      return found;
    },
  };
}

const MIXED = [
  ['books', 'RUNNING', 10],
  ['books', 'FAILED', 20],
  ['shop-a', 'COMPLETED', 30],
  ['shop-b', 'CANCELLED', 40],
  ['Shop-a', 'FAILED', 50],
  ['shop', 'RUNNING', 60],
] as Parameters<typeof setup>;

describe('the history', () => {
  test('of nothing is empty', async () => {
    const { page } = await setup();
    expect(await page({})).toEqual({ rows: [], nextCursor: null });
  });

  test('is newest first, and by id where runs started together', async () => {
    const { numbers } = await setup(
      ['a', 'RUNNING', 5],
      ['a', 'COMPLETED', 9],
      ['b', 'FAILED', 5],
      ['b', 'RUNNING', 1],
    );
    expect(await numbers()).toEqual([2, 3, 1, 4]);
  });

  test('yields what a single read yields', async () => {
    const { page, store } = await setup(...MIXED);
    const { rows } = await page({});
    expect(rows).toHaveLength(6);
    for (const row of rows) expect(await store.runs.find(row.id, NEW_YEAR)).toEqual(row);
  });

  test.each<[string, Partial<RunFilter>, number[]]>([
    ['one status', { statuses: ['FAILED'] }, [5, 2]],
    ['two statuses', { statuses: ['RUNNING', 'CANCELLED'] }, [6, 4, 1]],
    ['a status given twice', { statuses: ['FAILED', 'FAILED'] }, [5, 2]],
    ['a scraper', { scraper: 'books' }, [2, 1]],
    ['a scraper whose name others begin with', { scraper: 'shop' }, [6]],
    ['a scraper that there is not', { scraper: 'nobody' }, []],
    ['a scraper and a status', { scraper: 'books', statuses: ['RUNNING'] }, [1]],
    ['a prefix of names', { q: 'shop-' }, [4, 3]],
    ['a prefix of names and a status', { q: 'shop', statuses: ['CANCELLED', 'RUNNING'] }, [6, 4]],
    ['a wildcard, which is none', { q: 'shop_' }, []],
    ['a percent sign, which is no wildcard', { q: '%' }, []],
    ['an empty prefix', { q: '' }, [6, 5, 4, 3, 2, 1]],
    ['a whole id', { q: anId(3) }, [3]],
    ['a prefix of ids', { q: anId(3).slice(0, 20) }, [6, 5, 4, 3, 2, 1]],
    ['a prefix of ids and a scraper', { q: anId(3).slice(0, 8), scraper: 'books' }, [2, 1]],
    ['a prefix of ids and a status', { q: anId(3).slice(0, 8), statuses: ['FAILED'] }, [5, 2]],
    ['a prefix of names and another scraper', { q: 'shop', scraper: 'books' }, []],
    ['a first moment, which counts', { from: NEW_YEAR + 40 }, [6, 5, 4]],
    ['a last moment, which counts', { to: NEW_YEAR + 30 }, [3, 2, 1]],
    ['one moment', { from: NEW_YEAR + 30, to: NEW_YEAR + 30 }, [3]],
    ['everything at once', { q: 'b', scraper: 'books', statuses: ['FAILED'], from: NEW_YEAR }, [2]],
  ])('narrowed by %s', async (_what, filter, expected) => {
    const { numbers } = await setup(...MIXED);
    expect(await numbers(filter)).toEqual(expected);
    expect(await numbers({ ...filter, limit: 1 })).toEqual(expected);
  });

  test('finds a prefix that both a name and an id have, once', async () => {
    const { numbers } = await setup(['0197', 'RUNNING', 1], ['other', 'RUNNING', 2]);
    expect(await numbers({ q: '0197' })).toEqual([2, 1]);
  });

  test('is paged without a gap or a double, also among runs that started together', async () => {
    const runs = Array.from({ length: 23 }, (_, n) => ['a', 'RUNNING', n % 3] as const);
    const { numbers } = await setup(
      ...runs.map(([a, b, c]) => [a, b, c] as [string, RunStatus, number]),
    );
    const all = await numbers();
    expect(new Set(all).size).toBe(23);
    for (const limit of [1, 2, 7, 22, 23, 24]) expect(await numbers({ limit })).toEqual(all);
  });

  test('has no next page after one that is just full', async () => {
    const { page } = await setup(...MIXED);
    expect((await page({ limit: 6 })).nextCursor).toBeNull();
    expect((await page({ limit: 5 })).nextCursor).not.toBeNull();
  });

  test('goes on where it was, whatever started meanwhile', async () => {
    const { page, store } = await setup(...MIXED);
    const first = await page({ limit: 2 });
    await aRun(store, { id: anId(99), now: NEW_YEAR + 99 });
    const second = await page({ limit: 2, cursor: first.nextCursor });
    expect(second.rows.map(({ id }) => id)).toEqual([anId(4), anId(3)]);
  });

  test('refuses a cursor that it did not make', async () => {
    const { page } = await setup(...MIXED);
    await expect(page({ cursor: 'page2' })).rejects.toMatchObject({
      code: 'invalid',
      errors: [{ field: 'cursor' }],
    });
  });

  test('puts the runs of other programs where they belong, whatever they write', async () => {
    const opened = await setup(['a', 'RUNNING', 0], ['a', 'RUNNING', 2000], ['a', 'RUNNING', 4000]);
    await aForeignRun(opened, { id: anId(10), startedAt: '2026-01-01 00:00:01' });
    await aForeignRun(opened, { id: anId(11), startedAt: NEW_YEAR + 3000 });
    const order = [3, 11, 2, 10, 1];
    expect(await opened.numbers()).toEqual(order);
    expect(await opened.numbers({ limit: 1 })).toEqual(order);
    expect(await opened.numbers({ from: NEW_YEAR + 1000, to: NEW_YEAR + 3000 })).toEqual([
      11, 2, 10,
    ]);
  });
});

describe('the history of many', () => {
  test('scrapers with one prefix is in order, on every way into the table', async () => {
    const { numbers, raw } = await setup();
    const down = Array.from({ length: 300 }, (_, n) => 300 - n);
    const scrapers = down.map((n) => ({ id: `s${n}`, name: `shop-${n}` }));
    await insertRows({ raw }, 'Scraper', scrapers);
    const runs = down.map((n) => ({
      ...{ id: anId(n), scraperId: `s${n}`, status: n % 2 === 1 ? 'FAILED' : 'RUNNING' },
      ...{ startedAt: aTime(NEW_YEAR + n), staleAfterSeconds: 600 },
    }));
    await insertRows({ raw }, 'ScrapeRun', runs);
    expect(await numbers({ q: 'shop-', limit: 200 })).toEqual(down);
    expect(await numbers({ q: 'shop-1', limit: 60 })).toEqual(
      down.filter((n) => `${n}`.startsWith('1')),
    );
    expect(await numbers({ q: 'shop-', statuses: ['FAILED'] })).toEqual(
      down.filter((n) => n % 2 === 1),
    );
  });

  test('ids with one prefix is in order, on every way into the table', async () => {
    const { page, raw } = await setup(['other', 'RUNNING', 0]);
    await insertRows({ raw }, 'Scraper', [{ id: 's', name: 'shop' }]);
    const runs = Array.from({ length: 20_100 }, (_, n) => ({
      ...{ id: anId(n + 1).replace('01970000', `0200000${(n + 1) % 7}`), scraperId: 's' },
      ...{
        status: 'COMPLETED',
        startedAt: stamp(NEW_YEAR + (n + 1) * 1000),
        staleAfterSeconds: 600,
      },
    }));
    await insertRows({ raw }, 'ScrapeRun', runs);
    const many = await page({ q: '0200', limit: 3 });
    expect(many.rows.map(({ startedAt }) => (startedAt - NEW_YEAR) / 1000)).toEqual([
      20100, 20099, 20098,
    ]);
    const few = await page({ q: '02000003', limit: 3 });
    expect(few.rows.map(({ startedAt }) => (startedAt - NEW_YEAR) / 1000)).toEqual([
      20100, 20093, 20086,
    ]);
  });
});
