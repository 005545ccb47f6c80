import { recordAnnouncements, said } from './announcements.ts';
import { fact, open, rowOf } from './board.ts';
import { expect, test } from './flatline.ts';

const CROWD = 200;

test('200 runs at once appear, move and finish, and the page goes on answering', async ({
  page,
  flatline,
}) => {
  await open(page);
  const runs = await inTurns(CROWD, (n) => flatline.start(name(n), { phase: 'index' }));
  const table = page.getByRole('table', { name: 'Live runs' });
  await expect(fact(page, `${CROWD} running`)).toBeVisible();
  await expect(table).toHaveAttribute('aria-rowcount', String(CROWD + 1));

  const moving = inTurns(CROWD, (n) =>
    flatline.report(runs[n]!, { type: 'progress', done: n + 1, total: CROWD }),
  );
  await page.getByRole('columnheader', { name: 'Scraper' }).getByRole('button').click();
  await expect(rowOf(page, name(0))).toBeVisible();
  await rowOf(page, name(0)).getByRole('link').focus();
  await page.keyboard.press('End');
  await expect(rowOf(page, name(CROWD - 1)).getByRole('link')).toBeFocused();
  await moving;
  const bar = rowOf(page, name(CROWD - 1)).getByRole('progressbar');
  await expect(bar).toHaveAttribute('aria-valuenow', '100');
  await page.keyboard.press('Home');
  await expect(rowOf(page, name(0)).getByRole('link')).toBeFocused();

  await inTurns(CROWD, (n) =>
    flatline.report(runs[n]!, { type: 'finish', outcome: n % 2 === 0 ? 'completed' : 'cancelled' }),
  );
  await expect(fact(page, '0 running')).toBeVisible();
  await expect(rowOf(page, name(0))).toContainText('Completed in');
  // Whoever points at the list holds it.
  await page.mouse.move(0, 0);
  await page.getByRole('link', { name: 'History' }).focus();
  await expect(page.getByText('Nothing is running.')).toBeVisible();
});

test('a sweep of many deaths is told in one toast and one sentence', async ({
  page,
  flatline,
  database,
}) => {
  await recordAnnouncements(page);
  const rows = Array.from({ length: 120 }, (_, n) => ({ scraper: name(n), startedAgo: 500 }));
  await database.insert(...rows);
  await open(page);
  await expect(fact(page, '120 running')).toBeVisible();

  const { marked } = await flatline.post<{ marked: unknown[] }>('/api/sweeps', {});
  expect(marked).toHaveLength(120);
  const toasts = page.getByRole('group', { name: /died|failed/ });
  await expect(toasts).toHaveCount(1);
  await expect(page.getByRole('group', { name: '120 runs died' })).toBeVisible();
  await expect(fact(page, '0 running')).toBeVisible();
  await expect.poll(() => said(page, /died/)).toHaveLength(1);
  expect(await said(page, /died/)).toEqual([expect.stringContaining('120 runs died')]);
  await expect(page).toHaveTitle(/^\(\d+\+?\) Flatline$/);
});

function name(n: number): string {
  return `crawler-${String(n).padStart(3, '0')}`;
}

/** Calls `work` for 0 to `count` - 1, twenty at a time, as many reporters would. */
async function inTurns<T>(count: number, work: (n: number) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  let next = 0;
  const worker = async () => {
    for (let n = next++; n < count; n = next++) results[n] = await work(n);
  };
  await Promise.all(Array.from({ length: 20 }, worker));
  return results;
}
