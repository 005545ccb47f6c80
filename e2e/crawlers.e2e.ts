import { once } from 'node:events';
import { deaths, open, rowOf } from './board.ts';
import { test } from './crawling.ts';
import { expect } from './flatline.ts';

test('a healthy crawler completes in the browser, and one that meets errors shows each of them', async ({
  page,
  crawl,
  shop,
}) => {
  await open(page);
  const healthy = await crawl('books');
  await expect(rowOf(page, 'books')).toBeVisible({ timeout: 30_000 });
  await rowOf(page, 'books').getByRole('link').click();
  const article = page.getByRole('article');
  await expect(article).toContainText('Completed after', { timeout: 30_000 });
  await expect(article.getByLabel('Progress', { exact: true })).toContainText('60 of 60 books');
  await expect(article).toContainText('2 phases');
  await expect(article).toContainText('This run reported no errors.');
  await expect(article).toContainText('60 products on 5 pages');
  if (healthy.exitCode === null) await once(healthy, 'exit');
  expect(healthy.exitCode).toBe(0);

  await open(page);
  await crawl('reviews');
  await expect(rowOf(page, 'reviews')).toBeVisible({ timeout: 30_000 });
  await rowOf(page, 'reviews').getByRole('link').click();
  await expect(article).toContainText('Completed after', { timeout: 30_000 });
  const errors = article.getByRole('region', { name: 'Errors, newest first' });
  await expect(errors.getByRole('listitem')).toHaveCount(10);
  await expect(errors.getByText('http_404')).toHaveCount(4);
  await expect(errors.getByText('http_500')).toHaveCount(6);
  await expect(
    errors.getByRole('link', { name: `${shop.url}/products/9/reviews`, exact: true }),
  ).toBeVisible();
});

test.describe(() => {
  test.use({ settings: { STALE_AFTER_SECONDS: '8' } });

  test('a crawler that hangs for good dies in the browser, though its process lives on', async ({
    page,
    crawl,
  }) => {
    await open(page);
    const crawler = await crawl('stock');
    await expect(rowOf(page, 'stock')).toContainText('17/60', { timeout: 30_000 });
    await expect(rowOf(page, 'stock')).toContainText(
      /Died [\d:]+, silent 8 s in phase stock \(17 of 60 products\)/,
    );
    await expect(page.getByRole('group', { name: 'stock died' })).toBeVisible();
    expect(crawler.exitCode).toBeNull();
  });
});

test.describe(() => {
  test.use({
    pace: 0.2,
    expectedComplaints: /^Failed to load resource|^WebSocket connection/,
  });

  test('a LOCAL crawler is FAILED when its server is killed and started again, and is told to stop', async ({
    page,
    flatline,
    crawl,
  }) => {
    await open(page);
    const crawler = await crawl('prices');
    const ended = once(crawler, 'exit');
    await expect(rowOf(page, 'prices')).toContainText(/prices[1-9]\d?\/60/, { timeout: 30_000 });
    await flatline.stop('SIGKILL');
    await flatline.startAgain();
    await expect(rowOf(page, 'prices')).toContainText(/Died [\d:]+, its server ended; last heard/);
    await ended;

    await open(page);
    await expect(deaths(page)).toContainText(/its server ended; last heard .* in phase prices/);
    await expect(deaths(page)).toContainText('spoke again');
  });
});
