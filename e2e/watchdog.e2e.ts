import { recordAnnouncements, said } from './announcements.ts';
import { fact, open, rowOf } from './board.ts';
import { expect, test } from './flatline.ts';
import { fallIll, goDeaf } from './illness.ts';

test('a red banner stands on every page while the watchdog is not healthy, and goes by itself', async ({
  page,
  visitor,
  flatline,
  database,
}) => {
  const run = await flatline.start('books');
  const recover = await fallIll(flatline, database);
  const phone = await visitor({ viewport: { width: 390, height: 844 } });
  for (const path of ['/', '/runs', `/runs/${run.id}`, '/watchdog']) {
    await open(phone, path);
    const banner = phone.getByRole('alert').filter({ hasText: 'The watchdog is not healthy.' });
    await expect(banner).toContainText('The last two sweeps failed');
  }
  await open(page, '/watchdog');
  const health = page
    .getByRole('definition')
    .filter({ hasText: /healthy/i })
    .first();
  await expect(health).toHaveText(/Unhealthy/);

  await recover();
  for (const each of [page, phone]) {
    await expect(each.getByText('The watchdog is not healthy.')).toBeHidden();
  }
  await expect(health).toHaveText(/^✓ Healthy$/);
});

test.describe(() => {
  test.use({ expectedComplaints: /status of 503/ });

  test('while nobody can be heard every page says so, and no run comes closer to death', async ({
    page,
    visitor,
    flatline,
    database,
  }) => {
    await recordAnnouncements(page);
    await flatline.start('books', { staleAfterSeconds: 8 });
    await open(page);
    await expect(rowOf(page, 'books')).toBeVisible();
    const phone = await visitor({ viewport: { width: 390, height: 844 } });
    await open(phone, '/watchdog');
    const release = await goDeaf(flatline, database);

    const banners = [page, phone].map((each) =>
      each.getByRole('region', { name: 'No run can be heard' }),
    );
    for (const banner of banners) {
      await expect(banner).toContainText(
        /^No run can be heard since [\d:]+ \(\d+ s\): the database cannot be written\. Silences do not count meanwhile; the time will be given back\./,
      );
    }
    await expect(phone.getByText('The watchdog is not healthy.')).toBeHidden();
    await expect(phone.getByText('Cannot hear since')).toBeVisible();
    await page.getByRole('button', { name: 'Sweep stale now' }).click();
    const dialog = page.getByRole('dialog', { name: 'Sweep stale now' });
    await expect(dialog).toContainText(
      /No run can be heard since .* the database cannot be written.* It is tried again by itself\./,
    );
    await dialog.getByRole('button', { name: 'Keep waiting' }).click();
    await expect(rowOf(page, 'books').getByRole('cell').nth(5)).toHaveText(/(1\d|9) s$/);
    await expect(rowOf(page, 'books').getByRole('cell').nth(6)).toHaveText(/^~00:0[4-9]$/);
    await expect(fact(page, '0 close to death')).toBeVisible();

    await release();
    for (const banner of banners) await expect(banner).toBeHidden();
    await expect(phone.getByText('Hearing since')).toBeVisible();
    await expect.poll(() => said(page, /can be heard/)).toHaveLength(2);
    expect(await said(page, /close to death/)).toEqual([]);
  });
});

test('the watchdog page says when it looks, what it allows, and what every sweep came to', async ({
  page,
  flatline,
  database,
}) => {
  await database.insert(
    { scraper: 'silent', startedAgo: 100 },
    { scraper: 'spoke', startedAgo: 100, heardAgo: 1, staleAfterSeconds: 604_800 },
  );
  await flatline.post('/api/sweeps');
  await open(page, '/watchdog');
  await expect(page.getByText('10 min', { exact: true })).toBeVisible();
  await expect(page.getByText('every 2 minutes, */2 * * * *')).toBeVisible();
  await expect(page.getByText(/^in 0[01]:\d\d$/)).toBeVisible();

  const rows = page.getByRole('table', { name: 'Sweeps, newest first' }).getByRole('row');
  const byHand = rows.filter({ hasText: 'Operator' });
  await expect(byHand.getByRole('cell')).toHaveText([/./, 'Operator', /ms$/, '2', '1', '1', '']);

  await database.insert({ scraper: 'later', startedAgo: 100 });
  await flatline.post('/api/sweeps');
  await expect(byHand).toHaveCount(2);
  await expect(byHand.first().getByRole('cell')).toHaveText([
    /./,
    'Operator',
    /./,
    '1',
    '1',
    '0',
    '',
  ]);
});
