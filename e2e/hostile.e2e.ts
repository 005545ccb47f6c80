import type { Page } from '@playwright/test';
import { deaths, open, rowOf } from './board.ts';
import { expect, test } from './flatline.ts';

// The schedule stays out of it.
test.use({ settings: { SWEEP_CRON: '0 0 29 2 *' } });

/** What a page must show as it stands; `mark` tells the places apart. */
const attack = (mark: string) =>
  `</title></script><img src=x onerror="window.pwned='${mark}'"><script>window.pwned='${mark}'</script>`;

const NASTY_URL = "javascript:window.pwned='url'";

test('HTML in any field of a run is shown as text on every page, and a script address is no link', async ({
  page,
  flatline,
}) => {
  await open(page);
  const run = await flatline.start('books', {
    phase: attack('phase'),
    meta: { [attack('key')]: attack('meta') },
  });
  await flatline.report(
    run,
    { type: 'progress', done: 1, total: 2, unit: attack('unit'), message: attack('message') },
    {
      type: 'error',
      errorType: attack('type'),
      message: attack('error'),
      url: NASTY_URL,
      detail: { [attack('detail key')]: attack('detail') },
    },
    {
      type: 'error',
      errorType: 'data',
      message: 'x',
      url: 'data:text/html,<script>alert(1)</script>',
    },
    { type: 'error', errorType: 'spaced', message: 'x', url: ` \t${NASTY_URL}` },
    { type: 'log', level: attack('level'), message: attack('log') },
  );
  await expect(rowOf(page, 'books')).toContainText(attack('phase'));
  await harmless(page);

  await open(page, `/runs/${run.id}`);
  const article = page.getByRole('article');
  for (const mark of ['phase', 'message', 'unit', 'type', 'error', 'level', 'log']) {
    await expect(article).toContainText(attack(mark));
  }
  await expect(article).toContainText(NASTY_URL);
  for (const summary of await article.getByText(/^(Raw detail|Meta)$/).all()) await summary.click();
  for (const mark of ['detail', 'detail key', 'meta', 'key']) {
    await expect(article).toContainText(JSON.stringify(attack(mark)).slice(1, -1));
  }
  await harmless(page);

  await open(page);
  await flatline.report(run, { type: 'finish', outcome: 'failed', message: attack('end') });
  await expect(page.getByRole('group', { name: 'books failed' })).toContainText(attack('end'));
  await expect(rowOf(page, 'books')).toContainText(attack('end'));
  await harmless(page);
  await open(page);
  await expect(deaths(page)).toContainText(attack('end'));
  await harmless(page);

  await open(page, '/runs');
  await expect(page.getByRole('table')).toContainText(attack('end'));
  await expect(page.getByRole('table')).toContainText(attack('phase'));
  await harmless(page);
  await open(page, `/runs/${run.id}`);
  await expect(article).toContainText(attack('end'));
  await harmless(page);
});

test('HTML in the phase of a silent run is text in the preview, the evidence and the toast', async ({
  page,
  database,
}) => {
  await database.insert({ scraper: 'books', startedAgo: 500, phase: attack('phase') });
  await open(page);
  await page.getByRole('button', { name: 'Sweep stale now' }).click();
  await expect(page.getByRole('dialog')).toContainText(attack('phase'));
  await page.getByRole('button', { name: 'Mark 1 run as stale' }).click();
  await expect(page.getByRole('dialog')).toContainText('Marked as stale');
  await expect(page.getByRole('group', { name: 'books died' })).toContainText(attack('phase'));
  await harmless(page);
});

test('HTML in a name that another program wrote is text, too', async ({ page, database }) => {
  const name = attack('name');
  const [id] = await database.insert({ scraper: name, startedAgo: 5 });
  for (const path of ['/', '/runs', `/runs/${id}`]) {
    await open(page, path);
    await expect(page.getByRole('main')).toContainText(name);
    await harmless(page);
  }
});

test.describe(() => {
  test.use({ expectedComplaints: /status of (400|404) / });

  test('HTML in the address is text, too', async ({ page }) => {
    await open(page, `/runs/${encodeURIComponent(attack('id'))}`);
    await expect(page.getByRole('main')).toContainText(attack('id'));
    await harmless(page);
    await open(page, `/runs?q=${encodeURIComponent(attack('q'))}`);
    await expect(page.getByRole('searchbox', { name: 'Search' })).toHaveValue(attack('q'));
    await harmless(page);
  });
});

/** Nothing of the attack became an element, ran, or can be clicked. */
async function harmless(page: Page): Promise<void> {
  const found = await page.evaluate(() => ({
    pwned: (window as { pwned?: string }).pwned ?? null,
    images: document.querySelectorAll('img').length,
    links: [...document.querySelectorAll<HTMLAnchorElement>('a[href]')]
      .map((link) => link.protocol)
      .filter((protocol) => !/^https?:$/.test(protocol)),
    handlers: document.querySelectorAll('[onerror], [onload], [onclick]').length,
  }));
  expect(found).toEqual({ pwned: null, images: 0, links: [], handlers: 0 });
}
