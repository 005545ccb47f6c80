import { deaths, live, namesOf, open, rowOf } from './board.ts';
import { expect, test } from './flatline.ts';
import { tabTo } from './keyboard.ts';

test.use({ settings: { SWEEP_CRON: '0 0 29 2 *' } });

test('the first stop skips the bar; the bar leads to every page and changes the theme', async ({
  page,
}) => {
  await open(page);
  await page.keyboard.press('Tab');
  const skip = page.getByRole('link', { name: 'Skip to the page' });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();
  await tabTo(page, page.getByRole('main').getByRole('button').first());

  for (const [name, path] of [
    ['History', '/runs'],
    ['Watchdog', '/watchdog'],
    ['Live', '/'],
  ] as const) {
    const link = page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name });
    await tabTo(page, link, 'Shift+Tab');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(path);
    await expect(link).toHaveAttribute('aria-current', 'page');
    await page.keyboard.press('End');
    await tabTo(page, page.getByRole('button', { name: /^Theme:/ }));
  }
  for (const theme of ['light', 'dark']) {
    await page.keyboard.press('Enter');
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', theme);
  }
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
});

test('the board is sorted, walked through, opened and left by keys alone', async ({
  page,
  flatline,
}) => {
  for (const name of ['charlie', 'alpha', 'bravo']) await flatline.start(name);
  await open(page);
  await expect(rowOf(page, 'bravo')).toBeVisible();
  await tabTo(page, page.getByRole('columnheader', { name: 'Scraper' }).getByRole('button'));
  await page.keyboard.press('Enter');
  await expect.poll(() => namesOf(page)).toEqual(['alpha', 'bravo', 'charlie']);

  await tabTo(page, rowOf(page, 'alpha').getByRole('link'));
  await page.keyboard.press('ArrowDown');
  await expect(rowOf(page, 'bravo').getByRole('link')).toBeFocused();
  await page.keyboard.press('j');
  await expect(rowOf(page, 'charlie').getByRole('link')).toBeFocused();
  await page.keyboard.press('k');
  await page.keyboard.press('Home');
  await expect(rowOf(page, 'alpha').getByRole('link')).toBeFocused();
  await page.keyboard.press('End');
  await expect(rowOf(page, 'charlie').getByRole('link')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'charlie' })).toBeVisible();
  await page.goBack();
  await expect.poll(() => namesOf(page)).toEqual(['alpha', 'bravo', 'charlie']);
});

test("a row's menu opens, closes, and cancels after it has asked, by keys alone", async ({
  page,
  flatline,
}) => {
  const run = await flatline.start('books', { phase: 'detail' });
  await open(page);
  const more = page.getByRole('button', { name: 'More for books' });
  await tabTo(page, more);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitem', { name: 'Copy id' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('menu')).toBeHidden();
  await expect(more).toBeFocused();

  // Opened, closed and opened again without a pause, it is open.
  for (const key of ['Enter', 'Escape', 'Enter']) await page.keyboard.press(key);
  await expect(page.getByRole('menuitem', { name: 'Copy id' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(more).toBeFocused();

  const ask = async () => {
    await page.keyboard.press('Enter');
    await expect(page.getByRole('menuitem', { name: 'Copy id' })).toBeFocused();
    await page.keyboard.press('ArrowUp');
    await expect(page.getByRole('menuitem', { name: /^Cancel the run/ })).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('button', { name: 'Keep it running' })).toBeFocused();
  };
  await ask();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(more).toBeFocused();
  expect((await flatline.look(run)).cancelRequestedAt).toBeNull();

  await ask();
  await tabTo(page, page.getByRole('button', { name: 'Cancel the run', exact: true }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(rowOf(page, 'books')).toContainText('stopping');
  expect((await flatline.look(run)).cancelRequestedAt).not.toBeNull();
});

test('a sweep is looked at, applied and closed by keys alone, and the focus returns', async ({
  page,
  database,
}) => {
  await database.insert({ scraper: 'books', startedAgo: 500 });
  await open(page);
  const button = page.getByRole('button', { name: 'Sweep stale now' });
  const dialog = page.getByRole('dialog', { name: 'Sweep stale now' });
  await tabTo(page, button);
  await page.keyboard.press('Enter');
  await expect(dialog).toContainText('1 run is stale');
  for (let presses = 0; presses < 12; presses += 1) {
    await page.keyboard.press('Tab');
    expect(await dialog.evaluate((box) => box.contains(document.activeElement))).toBe(true);
  }
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(button).toBeFocused();

  await page.keyboard.press('Enter');
  await tabTo(page, dialog.getByRole('button', { name: 'Mark 1 run as stale' }));
  await page.keyboard.press('Enter');
  await expect(dialog).toContainText('1 run marked as stale');
  expect(await dialog.evaluate((box) => box.contains(document.activeElement))).toBe(true);
  await tabTo(page, dialog.getByRole('button', { name: 'Done' }));
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await expect(button).toBeFocused();
});

test('deaths are dismissed by keys alone, and the focus stays among them', async ({
  page,
  flatline,
}) => {
  for (const name of ['books', 'news']) {
    const run = await flatline.start(name);
    await flatline.report(run, { type: 'finish', outcome: 'failed', message: 'No' });
  }
  await open(page);
  await tabTo(page, deaths(page).getByRole('button', { name: 'Dismiss news' }));
  await page.keyboard.press('Enter');
  await expect(deaths(page).getByRole('listitem')).toHaveCount(1);
  expect(await page.evaluate(() => document.activeElement?.tagName)).not.toBe('BODY');
  await tabTo(page, deaths(page).getByRole('button', { name: 'Dismiss all' }), 'Shift+Tab');
  await page.keyboard.press('Enter');
  await expect(deaths(page)).toBeHidden();
});

test('a row that dies is dismissed by keys alone, and new runs still come in afterwards', async ({
  page,
  flatline,
}) => {
  await flatline.start('below');
  const run = await flatline.start('books');
  await open(page);
  await tabTo(page, rowOf(page, 'books').getByRole('link'));
  await flatline.report(run, { type: 'finish', outcome: 'failed', message: 'No' });
  await tabTo(page, rowOf(page, 'books').getByRole('button', { name: 'Dismiss books' }));
  await page.keyboard.press('Enter');
  await expect(rowOf(page, 'books')).toBeHidden();
  await expect(rowOf(page, 'below').getByRole('link')).toBeFocused();
  await tabTo(page, page.getByRole('link', { name: 'History', exact: true }), 'Shift+Tab');
  await flatline.start('another');
  await expect(rowOf(page, 'another')).toBeVisible();
});

test("everything on a run's page is used by keys alone", async ({ page, flatline }) => {
  const run = await flatline.start('books', { phase: 'index' });
  await flatline.report(
    run,
    { type: 'phase', phase: 'detail' },
    { type: 'error', errorType: 'http_404', message: 'Gone', detail: { status: 404 } },
    ...Array.from({ length: 100 }, (_, n) => ({
      type: 'log',
      level: 'info',
      message: `line ${n}`,
    })),
  );
  await open(page, `/runs/${run.id}`);
  const phases = page.getByRole('slider', { name: 'Phases, oldest first' });
  await tabTo(page, phases);
  await expect(phases).toHaveAttribute('aria-valuenow', '2');
  await page.keyboard.press('ArrowLeft');
  await expect(phases).toHaveAttribute('aria-valuenow', '1');
  await expect(phases).toHaveAttribute('aria-valuetext', /index/);

  const detail = page.getByText('Raw detail');
  await tabTo(page, detail);
  await page.keyboard.press('Enter');
  await expect(page.getByText('"status": 404')).toBeVisible();
  const log = page.getByRole('region', { name: 'Log lines' });
  await expect(log.getByText('line 99')).toBeVisible();
  await tabTo(page, log);
  await page.keyboard.press('Home');
  await expect(log.getByText('line 0', { exact: true })).toBeVisible();

  await tabTo(page, page.getByRole('button', { name: 'Show as a table' }), 'Shift+Tab');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: 'Phases' }).getByRole('row')).toHaveCount(3);
  await tabTo(page, page.getByRole('button', { name: 'Cancel run' }), 'Shift+Tab');
  await page.keyboard.press('Enter');
  await tabTo(page, page.getByRole('button', { name: 'Cancel the run' }));
  await page.keyboard.press('Enter');
  await expect(page.getByText(/Cancel asked for/)).toBeVisible();
});

test('the history is filtered, paged and opened by keys alone', async ({ page, database }) => {
  await database.insert(
    ...Array.from({ length: 60 }, (_, n) => ({
      scraper: n === 59 ? 'oldest' : 'books',
      startedAgo: 100 + n,
      finishedAgo: 0,
      status: n % 2 === 0 ? ('FAILED' as const) : ('COMPLETED' as const),
    })),
  );
  await open(page, '/runs');
  await expect(page.getByRole('table')).toBeVisible();
  const failed = page.getByRole('button', { name: 'Failed', exact: true });
  await tabTo(page, failed);
  await page.keyboard.press('Space');
  await expect(page.getByText('These are all 30 runs.')).toBeVisible();
  await page.keyboard.press('Space');
  await tabTo(page, page.getByRole('button', { name: 'Show 50 more' }), 'Shift+Tab');
  await page.keyboard.press('Enter');
  await expect(page.getByText('These are all 60 runs.')).toBeVisible();

  const search = page.getByRole('searchbox', { name: 'Search' });
  await tabTo(page, search, 'Shift+Tab');
  await page.keyboard.type('old');
  await expect(page.getByText('This is the only run.')).toBeVisible();
  await tabTo(page, page.getByRole('link', { name: 'oldest' }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'oldest' })).toBeVisible();
  await live(page);
});
