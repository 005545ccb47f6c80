import { recordAnnouncements, said } from './announcements.ts';
import { deaths, fact, iconColour, open, rowOf } from './board.ts';
import { expect, test } from './flatline.ts';

test.use({ settings: { STALE_AFTER_SECONDS: '5' } });

/** Milliseconds from the last event's answer to the row that has turned, as the issue bounds it. */
const SEEN_WITHIN = 6000;

test('a run that falls silent is FAILED in an open browser at most 6 s after its last event', async ({
  page,
  flatline,
}) => {
  await recordAnnouncements(page);
  await open(page);
  await expect(page).toHaveTitle('Flatline');
  const calm = await iconColour(page);
  expect(calm[2]).toBeGreaterThan(2 * calm[0]!);

  await page.evaluate(noteDeath);
  const run = await flatline.start('books', { phase: 'detail' });
  await expect(rowOf(page, 'books')).toBeVisible();

  await flatline.report(run, { type: 'progress', done: 412, total: 1200 });
  const lastEventAt = Date.now();
  await expect(rowOf(page, 'books')).toContainText('silent 5 s in phase detail (412 of 1,200)');
  const diedAt = await page.evaluate(() => (window as unknown as { diedAt: number }).diedAt);
  expect(diedAt - lastEventAt).toBeLessThanOrEqual(SEEN_WITHIN);
  expect(diedAt - lastEventAt).toBeGreaterThanOrEqual(4500);

  await expect(page).toHaveTitle('(1) Flatline');
  const [red = 0, green = 0, blue = 0] = await iconColour(page);
  expect(red).toBeGreaterThan(2 * Math.max(green, blue));
  await expect(fact(page, '1 died in the last 24 h')).toBeVisible();

  const toast = page.getByRole('group', { name: 'books died' });
  await expect(toast).toContainText('silent 5 s in phase detail (412 of 1,200)');
  await expect
    .poll(() => said(page, /books died/))
    .toEqual(['books died: silent 5 s in phase detail (412 of 1,200).']);

  const late = await fetch(`${flatline.url}/api/runs/${run.id}/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ type: 'heartbeat' }),
  });
  expect(late.status).toBe(409);
  expect(await late.json()).toMatchObject({
    code: 'run_closed',
    directive: 'stop',
    run: { id: run.id, status: 'FAILED', error: { errorType: 'stale' } },
  });

  await toast.getByRole('link', { name: 'Open the run' }).click();
  await expect(page).toHaveURL(`${flatline.url}/runs/${run.id}`);
  await expect(toast).toBeHidden();

  // Sentences take their turn: when the next is heard, nothing of the one before can follow.
  const next = await flatline.start('news');
  await flatline.report(next, { type: 'finish', outcome: 'failed', message: 'No' });
  await expect.poll(() => said(page, /news/)).toHaveLength(1);
  expect(await said(page, /books died/)).toHaveLength(1);
});

test('a death is told on every page, and leads to the run', async ({ page, flatline }) => {
  await open(page, '/watchdog');
  const run = await flatline.start('books', { phase: 'detail', staleAfterSeconds: 1 });
  const toast = page.getByRole('group', { name: 'books died' });
  await expect(toast).toContainText('silent 1 s in phase detail');
  await expect(page).toHaveTitle('(1) Watchdog · Flatline');
  await toast.getByRole('link', { name: 'Open the run' }).click();
  await expect(page).toHaveURL(`${flatline.url}/runs/${run.id}`);
});

test("a run's page ends visibly when the run dies, shows why, and says when it spoke again", async ({
  page,
  flatline,
}) => {
  await recordAnnouncements(page);
  const run = await flatline.start('books', { phase: 'index' });
  await open(page, `/runs/${run.id}`);
  const article = page.getByRole('article');
  // However long the page takes to come, the run lives until it is seen.
  await expect(async () => {
    await flatline.report(run, { type: 'heartbeat' });
    await expect(article).toContainText('Running for', { timeout: 500 });
  }).toPass();
  await flatline.report(run, { type: 'phase', phase: 'detail' });
  await expect(article.getByLabel('Progress', { exact: true })).toContainText('detail');
  const timeline = article.getByRole('slider', { name: 'Phases, oldest first' });
  await expect(timeline).toHaveAttribute('aria-valuemax', '2');

  await expect(article.getByRole('banner').or(article.locator('header').first())).toContainText(
    'Silent for 5 s (limit 5 s), last seen in phase detail. Marked as stale by the watchdog.',
  );
  await expect(article.getByText('Failed', { exact: true })).toBeVisible();
  await expect(article.getByRole('button', { name: 'Cancel run' })).toBeHidden();
  const errors = article.getByRole('region', { name: 'Errors, newest first' });
  await expect(errors).toContainText(
    /Silent since [\d:]+ \(5 s\), limit 5 s from the server's setting, last seen in phase detail/,
  );
  await expect(errors).toContainText('ended the run');
  await expect(page).toHaveTitle('(1) books · Flatline');
  // Heard once; whoever looks at the run needs no toast that it died.
  await expect.poll(() => said(page, /died/)).toHaveLength(1);
  await expect(page.getByRole('group', { name: 'books died' })).toBeHidden();

  await expect(flatline.report(run, { type: 'heartbeat' })).rejects.toThrow('409');
  await expect(article).toContainText(/It spoke again \d+ s after it was declared dead/);
  await open(page);
  await expect(deaths(page)).toContainText(/spoke again \d+ s later/);
});

/** Notes in `window.diedAt` when a row first says "Died", by the browser's clock. */
function noteDeath(): void {
  new MutationObserver((_, observer) => {
    const rows = [...document.querySelectorAll('[role=row]')];
    if (!rows.some((row) => row.textContent?.includes('Died'))) return;
    Object.assign(window, { diedAt: Date.now() });
    observer.disconnect();
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
}
