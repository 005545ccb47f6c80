import { open } from './board.ts';
import { expect, test } from './flatline.ts';
import { fallIll } from './illness.ts';

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
