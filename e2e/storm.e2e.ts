import { recordAnnouncements, said } from './announcements.ts';
import { deaths, fact, open, rowOf } from './board.ts';
import { expect, test } from './flatline.ts';
import { banner, raiseStorm, STORM_OF } from './storm.ts';

test.use({ settings: { SWEEP_CRON: '0 0 29 2 *' } });

test('runs that fall silent together are held under a banner, and "They are dead" is one notice', async ({
  page,
  flatline,
  database,
}) => {
  await recordAnnouncements(page);
  await open(page);
  const [first = ''] = await raiseStorm(flatline, database);
  await expect(banner(page)).toContainText(
    new RegExp(
      `${STORM_OF} of \\d live runs fell silent together\\. More likely the network than the runs\\. Held until [\\d:]+ \\([12]:\\d\\d\\): whoever is still silent then is marked as failed\\.`,
    ),
  );
  await expect(page.getByRole('group', { name: /close to death/ })).toBeHidden();
  await open(page, '/runs');
  await expect(banner(page)).toBeVisible();
  await open(page);
  await expect(rowOf(page, 'crawler-0').getByRole('cell').nth(6)).toHaveText(/^held 0[12]:\d\d$/);

  await flatline.report({ id: first }, { type: 'heartbeat' });
  await expect(banner(page)).toContainText('5 are held now.');
  await banner(page).getByRole('button', { name: 'They are dead' }).click();
  const dialog = page.getByRole('dialog', { name: 'They are dead' });
  await expect(dialog.getByRole('rowheader')).toHaveCount(STORM_OF - 1);
  await dialog.getByRole('button', { name: 'Mark 5 runs as stale' }).click();
  await expect(dialog.getByRole('status')).toHaveText('5 runs marked as stale');
  await dialog.getByRole('button', { name: 'Done' }).click();

  const notice = page.getByRole('group', { name: '5 runs died' });
  await expect(notice).toHaveCount(1);
  await expect(notice).toContainText('fell silent together: crawler-');
  await expect.poll(() => said(page, /died/)).toHaveLength(1);
  expect(await said(page, /fell silent together/)).not.toHaveLength(0);
  await expect(page).toHaveTitle('(5) Flatline');
  await expect(fact(page, '1 running')).toBeVisible();
  await expect(banner(page)).toBeHidden();
  await open(page);
  await expect(deaths(page)).toContainText('fell silent with most of the others');

  await deaths(page).getByRole('button', { name: 'Dismiss crawler-2' }).click();
  await expect(deaths(page)).toContainText('4 of 5 here, 1 dismissed');
  await expect(fact(page, '5 died in the last 24 h')).toBeVisible();
  await deaths(page).getByRole('link', { name: 'Open crawler-1' }).click();
  const card = page.getByRole('region', { name: /It fell silent with most of the others/ });
  await expect(card).toContainText('Decided by');
  await expect(card).toContainText('an operator');
});

test('"Give them 10 more minutes" ends a storm, and nobody dies of it', async ({
  page,
  flatline,
  database,
}) => {
  await open(page, '/watchdog');
  const ids = await raiseStorm(flatline, database);
  await banner(page).getByRole('button', { name: 'Give them 10 more minutes' }).click();
  await expect(
    page.getByRole('group', { name: /^6 runs have until [\d:]+ to speak$/ }),
  ).toBeVisible();
  await expect(banner(page)).toBeHidden();
  for (const id of ids) {
    const run = await flatline.look({ id });
    expect(run.status).toBe('RUNNING');
    expect(run.extensions).toMatchObject([{ seconds: 600 }]);
  }
  await page.getByRole('button', { name: 'Sweep stale now' }).click();
  const dialog = page.getByRole('dialog', { name: 'Sweep stale now' });
  await expect(dialog).toContainText(
    '6 runs are silent for longer than allowed, but still have time.',
  );
  await expect(dialog).toContainText(/given time until [\d:]+ by an operator/);
  await dialog.getByRole('checkbox', { name: 'Mark crawler-3, too' }).check();
  await dialog.getByRole('button', { name: 'Mark 1 run as stale' }).click();
  await expect(dialog.getByRole('status')).toHaveText('1 run marked as stale');
  expect((await flatline.look({ id: ids[3]! })).status).toBe('FAILED');
  expect((await flatline.look({ id: ids[2]! })).status).toBe('RUNNING');
});
