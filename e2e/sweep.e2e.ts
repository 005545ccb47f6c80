import type { Locator, Page } from '@playwright/test';
import { open, rowOf } from './board.ts';
import { expect, test } from './flatline.ts';

// The schedule stays out of it: these runs wait for the button.
test.use({ settings: { SWEEP_CRON: '0 0 29 2 *' } });

test('with nothing stale, the sweep says so, and which run is the closest to it', async ({
  page,
  flatline,
}) => {
  await open(page);
  await sweepButton(page).click();
  await expect(dialog(page)).toContainText('Nothing is stale. No run is running.');
  await closeButton(page).click();
  await expect(dialog(page)).toBeHidden();

  await flatline.start('books');
  await flatline.start('reviews', { staleAfterSeconds: 104 });
  await expect(rowOf(page, 'reviews')).toBeVisible();
  await sweepButton(page).click();
  await expect(dialog(page)).toContainText(
    /Nothing is stale\. The closest is reviews, in 01:[34]\d/,
  );
  await expect(dialog(page).getByRole('button', { name: /^Mark/ })).toBeHidden();
});

test('the preview names each stale run, and applying it touches exactly these', async ({
  page,
  flatline,
  database,
}) => {
  const alive = await flatline.start('alive');
  const stale = await database.insert(
    { scraper: 'books', startedAgo: 610, staleAfterSeconds: 600, phase: 'detail' },
    { scraper: 'news', startedAgo: 7200, staleAfterSeconds: 60 },
    { scraper: 'prices', startedAgo: 95, staleAfterSeconds: 90, phase: 'index' },
  );
  await open(page);
  await sweepButton(page).click();
  await expect(dialog(page).getByRole('status')).toHaveText('3 runs are stale');
  await expect(lines(page)).toHaveCount(3);
  await expect(line(page, 'books')).toContainText('detail');
  await expect(line(page, 'books').getByRole('cell')).toHaveText([
    /^10 min \d+ s ago\d\d:\d\d:\d\d, its start$/,
    '10 min',
    /^Silent for 10 min \d+ s, over its limit of 10 min$/,
  ]);
  await expect(line(page, 'news').getByRole('cell').first()).toContainText('2 h ago');
  await expect(line(page, 'prices').getByRole('cell').nth(1)).toHaveText('1 min 30 s');

  const [later = ''] = await database.insert({ scraper: 'later', startedAgo: 300 });
  await dialog(page).getByRole('button', { name: 'Mark 3 runs as stale' }).click();
  await expect(dialog(page).getByRole('status')).toHaveText('3 runs marked as stale');
  for (const name of ['books', 'news', 'prices']) {
    await expect(line(page, name)).toContainText('Marked as stale');
  }

  for (const id of stale) {
    const run = await flatline.look({ id });
    expect(run.status).toBe('FAILED');
    expect(run.error?.detail).toMatchObject({ decidedBy: 'manual' });
  }
  expect((await flatline.look({ id: later })).status).toBe('RUNNING');
  expect((await flatline.look(alive)).status).toBe('RUNNING');

  await dialog(page).getByRole('button', { name: 'Look again' }).click();
  await expect(dialog(page).getByRole('status')).toHaveText('1 run is stale');
  await dialog(page).getByRole('button', { name: 'Keep waiting' }).click();
  await expect(dialog(page)).toBeHidden();
  await expect(sweepButton(page)).toBeFocused();
  expect((await flatline.look({ id: later })).status).toBe('RUNNING');
});

test('a run that speaks between preview and apply is spared, and the table says so', async ({
  page,
  flatline,
  database,
}) => {
  const [spoke = '', ended = '', silent = ''] = await database.insert(
    { scraper: 'spoke', startedAgo: 100, phase: 'detail' },
    { scraper: 'ended', startedAgo: 100 },
    { scraper: 'silent', startedAgo: 100 },
  );
  await open(page, '/watchdog');
  await sweepButton(page).click();
  await expect(lines(page)).toHaveCount(3);

  await flatline.report({ id: spoke }, { type: 'heartbeat' });
  await flatline.report({ id: ended }, { type: 'finish', outcome: 'completed' });
  await expect(line(page, 'spoke')).toContainText('It has spoken since: it will be spared');
  await dialog(page).getByRole('button', { name: 'Mark 3 runs as stale' }).click();

  await expect(dialog(page).getByRole('status')).toHaveText(
    '1 run marked as stale, 1 spared, 1 already over',
  );
  await expect(line(page, 'spoke')).toContainText(/Spoke (just now|\d+ s ago), spared/);
  await expect(line(page, 'ended')).toContainText('Had already ended');
  await expect(line(page, 'silent')).toContainText('Marked as stale');
  expect((await flatline.look({ id: spoke })).status).toBe('RUNNING');
  expect((await flatline.look({ id: ended })).status).toBe('COMPLETED');
  expect((await flatline.look({ id: silent })).status).toBe('FAILED');

  await dialog(page).getByRole('button', { name: 'Done' }).click();
  const [newest] = await page
    .getByRole('table', { name: 'Sweeps, newest first' })
    .getByRole('row')
    .filter({ has: page.getByRole('cell') })
    .all();
  await expect(newest!.getByRole('cell')).toHaveText([/./, 'Operator', /ms$/, '3', '1', '2', '']);
});

function sweepButton(page: Page): Locator {
  return page.getByRole('button', { name: 'Sweep stale now' });
}

function dialog(page: Page): Locator {
  return page.getByRole('dialog', { name: 'Sweep stale now' });
}

function closeButton(page: Page): Locator {
  return dialog(page).getByRole('button', { name: 'Close' }).last();
}

function lines(page: Page): Locator {
  return dialog(page)
    .getByRole('row')
    .filter({ has: page.getByRole('rowheader') });
}

function line(page: Page, scraper: string): Locator {
  return lines(page).filter({ has: page.getByRole('link', { name: scraper, exact: true }) });
}
