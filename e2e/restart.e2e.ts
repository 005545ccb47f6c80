import { badge, live, open, rowOf } from './board.ts';
import { expect, test } from './flatline.ts';

test.use({
  // The browser says of everything that it could not be fetched.
  expectedComplaints: /^Failed to load resource|^WebSocket connection/,
});

test('a board stays open over a restart of the server, and is right afterwards', async ({
  page,
  flatline,
  database,
}) => {
  const local = await flatline.start('local', { origin: 'LOCAL', phase: 'detail' });
  const remote = await flatline.start('remote', { phase: 'index' });
  const meanwhile = await flatline.start('meanwhile');
  await open(page);
  await page.evaluate(() => Object.assign(window, { sameDocument: true }));
  await expect(rowOf(page, 'meanwhile')).toBeVisible();

  expect(await flatline.stop()).toBe(0);
  await expect(badge(page)).toHaveText(/^Offline for \d+ s, retrying$/);
  for (const name of ['local', 'remote', 'meanwhile']) {
    await expect(rowOf(page, name)).toBeVisible();
    await expect(rowOf(page, name).getByRole('cell').nth(6)).toHaveText(/^~\d\d:\d\d$/);
  }
  await expect.poll(() => rowOf(page, 'remote').evaluate(greyness)).toBe('grey');

  await database.write({
    sql: `UPDATE "ScrapeRun" SET status = 'COMPLETED', "finishedAt" = ?, rev = rev + 1 WHERE id = ?`,
    args: [new Date().toISOString().replace('Z', '+00:00'), meanwhile.id],
  });
  await flatline.startAgain();

  await live(page);
  await expect(rowOf(page, 'meanwhile')).toBeHidden();
  await expect(rowOf(page, 'local')).toContainText(/Died [\d:]+, its server ended; last heard/);
  await expect(rowOf(page, 'remote')).toContainText('index');
  expect(await rowOf(page, 'remote').evaluate(greyness)).toBe('coloured');
  await expect(page.getByRole('group', { name: 'local died' })).toBeVisible();
  await expect(page).toHaveTitle('(1) Flatline');

  await flatline.report(remote, { type: 'progress', done: 3, total: 4 });
  await expect(rowOf(page, 'remote').getByRole('progressbar')).toHaveAttribute(
    'aria-valuenow',
    '75',
  );
  expect(await page.evaluate(() => 'sameDocument' in window)).toBe(true);

  expect(await flatline.look(local)).toMatchObject({
    status: 'FAILED',
    error: { errorType: 'stale', detail: { decidedBy: 'startup' } },
  });
  expect((await flatline.look(remote)).status).toBe('RUNNING');
});

test("a run's page that was open over a restart shows how the run ended", async ({
  page,
  flatline,
}) => {
  const run = await flatline.start('local', { origin: 'LOCAL', phase: 'detail' });
  await open(page, `/runs/${run.id}`);
  await expect(page.getByText('Running for')).toBeVisible();
  await flatline.stop('SIGKILL');
  await expect(badge(page)).toHaveText(/^Offline/);
  await expect(page.getByText('Running for')).toBeVisible();
  await flatline.startAgain();
  await live(page);
  await expect(page.getByRole('article')).toContainText('The server that ran it had ended.');
});

/** Whether what is drawn of an element is grey, by itself or by what it stands in. */
function greyness(element: Element): string {
  for (let at: Element | null = element; at !== null; at = at.parentElement) {
    if (/grayscale\(1\)/.test(getComputedStyle(at).filter)) return 'grey';
  }
  return 'coloured';
}
