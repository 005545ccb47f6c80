import type { Locator, Page } from '@playwright/test';
import { open } from './board.ts';
import type { Database, Row } from './database.ts';
import { expect, test } from './flatline.ts';

test('filters stand in the address; back, forward and a reload keep to it', async ({
  page,
  database,
}) => {
  await fill(database);
  await open(page, '/runs');
  await expect(rows(page)).not.toHaveCount(0);

  await page.getByRole('button', { name: 'Failed', exact: true }).click();
  await expect(page).toHaveURL(/\/runs\?status=FAILED$/);
  await expect(count(page, 24)).toBeVisible();
  await page.getByRole('button', { name: 'Cancelled', exact: true }).click();
  await expect(page).toHaveURL(/\?status=FAILED&status=CANCELLED$/);
  await expect(count(page, 48)).toBeVisible();
  await page.getByRole('button', { name: 'last hour' }).click();
  await expect(page).toHaveURL(/last=1h/);
  await expect(page.getByText(/^These are all \d runs\.$/)).toBeVisible();

  await page.goBack();
  await expect(page).toHaveURL(/\?status=FAILED&status=CANCELLED$/);
  await expect(count(page, 48)).toBeVisible();
  await page.goBack();
  await expect(count(page, 24)).toBeVisible();
  await page.goForward();
  await expect(count(page, 48)).toBeVisible();
  await page.reload();
  await expect(count(page, 48)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Failed', exact: true })).toHaveAttribute(
    'aria-pressed',
    'true',
  );

  await page.getByRole('button', { name: 'Clear filters' }).click();
  await expect(page).toHaveURL(/\/runs$/);
  await expect(page.getByRole('button', { name: 'Show 50 more' })).toBeVisible();
});

test('a name, the beginning of a name and the beginning of an id find their runs', async ({
  page,
  database,
}) => {
  const ids = await fill(database);
  await open(page, '/runs');
  const search = page.getByRole('searchbox', { name: 'Search' });
  await search.fill('boo');
  await expect(page).toHaveURL(/\?q=boo$/);
  await expect(count(page, 30)).toBeVisible();
  await search.fill(ids[7]!);
  await expect(page.getByText('This is the only run.')).toBeVisible();
  await search.fill('');
  await expect(page).toHaveURL(/\/runs$/);

  await page.getByRole('searchbox', { name: 'Scraper' }).fill('book');
  await expect(page.getByText('No run matches')).toBeVisible();
  await page.getByRole('searchbox', { name: 'Scraper' }).fill('books');
  await expect(count(page, 30)).toBeVisible();
});

test('dates bound when a run started, in the time zone of the browser', async ({
  visitor,
  database,
}) => {
  await database.insert({
    scraper: 'old',
    startedAgo: 3 * 86_400,
    finishedAgo: 0,
    status: 'FAILED',
  });
  await database.insert({ scraper: 'new', startedAgo: 3600, finishedAgo: 0, status: 'FAILED' });
  const page = await visitor({ timezoneId: 'Asia/Kathmandu' });
  await open(page, '/runs');
  await page.getByRole('button', { name: 'Dates' }).click();
  const twoDaysAgo = Date.now() - 2 * 86_400_000;
  const local = new Date(twoDaysAgo + 345 * 60_000).toISOString().slice(0, 16);
  await page.getByLabel('Started from').fill(local);
  await expect(names(page)).toHaveText(['new']);
  await expect(page).toHaveURL(/from=/);
  const bound = new URL(page.url()).searchParams.get('from');
  expect(Math.abs(Date.parse(bound!) - twoDaysAgo)).toBeLessThan(60_000);

  await page.getByLabel('Started from').fill('');
  await page.getByLabel('up to').fill(local);
  await expect(names(page)).toHaveText(['old']);
});

test('120 runs come in pages: each once, newest first, and the end is said', async ({
  page,
  database,
}) => {
  const ids = await fill(database);
  await open(page, '/runs');
  await page.getByRole('button', { name: 'Show 50 more' }).click();
  await page.getByRole('button', { name: 'Show 50 more' }).click();
  await expect(count(page, 120)).toBeVisible();

  await page.keyboard.press('Home');
  const seen = new Map<number, string>();
  await expect(async () => {
    for (const [index, id] of await drawn(page)) seen.set(index, id);
    await page.mouse.wheel(0, 300);
    expect(seen.size).toBe(120);
  }).toPass({ intervals: [20] });
  const inOrder = [...seen].sort(([a], [b]) => a - b).map(([, id]) => id);
  expect(inOrder).toEqual(ids);
});

test('nothing found says what was looked for, one click clears it, and nonsense is no filter', async ({
  page,
  database,
}) => {
  await fill(database);
  await open(page, '/runs?q=nobody&status=RUNNING');
  await expect(page.getByText('No run matches')).toBeVisible();
  await expect(
    page.getByText('Filtered by: running; name or id begins with nobody.'),
  ).toBeVisible();
  await page.getByRole('button', { name: 'Clear these filters' }).click();
  await expect(page).toHaveURL(/\/runs$/);
  await expect(page.getByRole('button', { name: 'Show 50 more' })).toBeVisible();

  await open(page, '/runs?status=DEAD&last=9y&from=yesterday&to=<script>');
  await expect(page.getByRole('button', { name: 'Show 50 more' })).toBeVisible();
});

test('a run that started since is counted, and shown when it is asked for', async ({
  page,
  flatline,
}) => {
  await flatline.start('books');
  await open(page, '/runs');
  await expect(names(page)).toHaveText(['books']);
  await flatline.start('news');
  await page.getByRole('button', { name: '1 newer run, show' }).click();
  await expect(names(page)).toHaveText(['news', 'books']);
});

/** 120 ended runs, a tenth of an hour apart: 30 each of four scrapers, a fifth each FAILED and CANCELLED. */
async function fill(database: Database): Promise<string[]> {
  const scrapers = ['books', 'news', 'prices', 'reviews'];
  const statuses = ['COMPLETED', 'FAILED', 'COMPLETED', 'CANCELLED', 'COMPLETED'] as const;
  const runs = Array.from({ length: 120 }, (_, n): Row => {
    const startedAgo = 60 + n * 360;
    return {
      scraper: scrapers[n % 4]!,
      status: statuses[n % 5]!,
      startedAgo,
      finishedAgo: startedAgo - 50,
    };
  });
  return await database.insert(...runs);
}

function rows(page: Page): Locator {
  return page
    .getByRole('table', { name: 'Runs, newest first' })
    .getByRole('row')
    .filter({ has: page.getByRole('cell') });
}

function names(page: Page): Locator {
  return rows(page).getByRole('link');
}

function count(page: Page, runs: number): Locator {
  return page.getByText(`These are all ${runs} runs.`);
}

/** The rows that are drawn: their places in the whole list, and their runs. */
function drawn(page: Page): Promise<[number, string][]> {
  return rows(page).evaluateAll((all) =>
    all.map((row): [number, string] => [
      Number(row.getAttribute('aria-rowindex')),
      row.querySelector('a')?.getAttribute('href')?.replace('/runs/', '') ?? '',
    ]),
  );
}
