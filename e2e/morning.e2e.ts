import type { Page } from '@playwright/test';
import { deaths, open, rowOf } from './board.ts';
import { expect, test } from './flatline.ts';
import type { Server } from './server.ts';

test.use({ settings: { STALE_AFTER_SECONDS: '1' } });

test('who died while no tab was open is on top in the morning, with the reason, newest first', async ({
  page,
  flatline,
}) => {
  await die(flatline, 'books', { type: 'progress', done: 412, total: 1200 });
  await die(flatline, 'news');
  const failed = await flatline.start('prices', { staleAfterSeconds: 600 });
  await flatline.report(failed, { type: 'finish', outcome: 'failed', message: 'Robots say no' });
  await flatline.start('reviews', { staleAfterSeconds: 600 });

  await open(page);
  await expect(names(page)).toHaveText(['prices', 'news', 'books']);
  const items = deaths(page).getByRole('listitem');
  await expect(items.nth(0)).toContainText(/failed [\d:]+, Robots say no/);
  await expect(items.nth(1)).toContainText(/died [\d:]+, never spoke, silent 1 s in phase detail/);
  await expect(items.nth(2)).toContainText('silent 1 s in phase detail (412 of 1,200)');
  await expect(page).toHaveTitle('(3) Flatline');
  const [panel, row] = [
    await deaths(page).boundingBox(),
    await rowOf(page, 'reviews').boundingBox(),
  ];
  expect(panel!.y + panel!.height).toBeLessThanOrEqual(row!.y);
  await expect(page.getByRole('group', { name: /died|failed/ })).toBeHidden();
});

test('a dismissed death stays dismissed in this browser, in all its tabs, and in no other', async ({
  page,
  context,
  visitor,
  flatline,
}) => {
  for (const name of ['books', 'news', 'prices']) await die(flatline, name);
  const tab = await context.newPage();
  const other = await visitor();
  for (const each of [page, tab, other]) await open(each);

  await deaths(page).getByRole('button', { name: 'Dismiss news' }).click();
  for (const each of [page, tab]) {
    await expect(names(each)).toHaveText(['prices', 'books']);
    await expect(each).toHaveTitle('(2) Flatline');
  }
  await page.reload();
  await expect(names(page)).toHaveText(['prices', 'books']);
  await expect(page).toHaveTitle('(2) Flatline');

  await deaths(page).getByRole('button', { name: 'Dismiss all' }).click();
  for (const each of [page, tab]) {
    await expect(deaths(each)).toBeHidden();
    await expect(each).toHaveTitle('Flatline');
  }
  await page.reload();
  await expect(page.getByText('Nothing is running.')).toBeVisible();
  await expect(deaths(page)).toBeHidden();
  await expect(names(other)).toHaveText(['prices', 'news', 'books']);

  await die(flatline, 'reviews');
  await expect(page).toHaveTitle('(1) Flatline');
  await expect(other).toHaveTitle('(4) Flatline');
  await open(page);
  await expect(names(page)).toHaveText(['reviews']);
});

function names(page: Page) {
  return deaths(page)
    .getByRole('listitem')
    .getByRole('link', { name: /^(?!Open )/ });
}

/** A run that is heard once and then dies of silence; answers when it is dead. */
async function die(flatline: Server, scraper: string, ...events: Record<string, unknown>[]) {
  const run = await flatline.start(scraper, { phase: 'detail' });
  if (events.length > 0) await flatline.report(run, ...events);
  await expect.poll(async () => (await flatline.look(run)).status).toBe('FAILED');
}
