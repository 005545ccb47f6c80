import type { Page } from '@playwright/test';
import { open } from './board.ts';
import { expect, test } from './flatline.ts';
import { goodRuns } from './scraper-runs.ts';

test('the list turns up with the first run, and a search finds a scraper in it', async ({
  page,
  flatline,
}) => {
  await open(page, '/scrapers');
  await expect(page.getByText('No scraper has reported a run yet.')).toBeVisible();
  await expect(page.getByText(`curl -X POST ${flatline.url}/api/runs`)).toBeVisible();

  for (const name of ['books', 'shop.Books-2', 'news']) await flatline.start(name);
  const rows = page.getByRole('table', { name: 'Scrapers by name' }).getByRole('row');
  await expect(rows).toHaveCount(4);
  await expect(rows.filter({ hasText: 'news' }).getByRole('cell')).toHaveText([
    'news',
    '10 min the setting',
    'too few runs',
    'stuck after 30 min the setting',
    'shown',
  ]);

  await page.getByRole('searchbox', { name: 'Search' }).fill('BOOK');
  await expect(rows).toHaveCount(3);
  await expect(page.getByText('2 of 3 scrapers')).toBeVisible();
  await expect(page).toHaveURL(/\/scrapers\?q=BOOK$/);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/scrapers\/shop\.Books-2$/);
  await expect(
    page.getByText('Nothing was learned yet: no run of it has completed.'),
  ).toBeVisible();
  await expect(page.getByText(/needs at least 5 completed runs; 5 more to go/)).toBeVisible();
});

test('what good runs teach is suggested, used by one click, and taken back by another', async ({
  page,
  flatline,
  database,
}) => {
  const underWay = await flatline.start('books');
  await goodRuns({ flatline, database }, 'books', 5, { index: [1, 2], detail: [2, 41] });
  await open(page, '/scrapers/books');
  await expect(
    page.getByText('From 5 good runs: the longest silence was 41 s, in phase detail.'),
  ).toBeVisible();
  await expect(page.getByText(/never under 30 s: 82 s. At 82 s, none of the last/)).toBeVisible();
  const killed = page.getByRole('table', { name: /how many good runs would have been killed/ });
  await expect(killed.getByRole('row', { name: /^30 s/ })).toContainText('1 of 5');
  await expect(killed.getByRole('row', { name: /^82 s suggested/ })).toContainText('none');
  await expect(page.getByRole('row', { name: /^detail/ })).toContainText('41 s');

  await page.getByRole('button', { name: 'Use 82 s' }).press('Enter');
  await expect(inForce(page, 'Stale')).toHaveText('Stale after 82 s of silence, its own limit.');
  await expect(inForce(page, 'Stale')).toBeFocused();
  expect((await flatline.start('books')).staleAfterSeconds).toBe(82);
  expect((await flatline.look(underWay)).staleAfterSeconds).toBe(600);

  const toast = page.getByRole('group', { name: 'books' });
  await expect(toast).toContainText('From the next run on; runs under way keep theirs.');
  await toast.getByRole('button', { name: 'Undo' }).click();
  await expect(inForce(page, 'Stale')).toHaveText(/^Stale after 10 min of silence, as the setting/);
  expect((await flatline.start('books')).staleAfterSeconds).toBe(600);
  await expect(page.getByRole('button', { name: 'Use 82 s' })).toBeVisible();
  await expect(page.getByRole('table', { name: 'Runs, newest first' })).toContainText('Completed');
  await page.getByRole('link', { name: 'All its runs in the history' }).click();
  await expect(page).toHaveURL(/\/runs\?scraper=books$/);
});

test('a limit that good runs come near to is lengthened only when a person accepts it', async ({
  page,
  flatline,
  database,
}) => {
  await goodRuns({ flatline, database }, 'slow', 5, { detail: [450] });
  await open(page, '/scrapers/slow');
  await expect(page.getByText(/the longest silence was 75 % of the 10 min allowed/)).toBeVisible();
  await page.getByRole('button', { name: 'Accept 15 min' }).click();
  await expect(inForce(page, 'Stale')).toHaveText('Stale after 15 min of silence, its own limit.');
  await expect(page.getByText(/^The limit fits them/)).toBeVisible();
});

test.describe(() => {
  test.use({ expectedComplaints: /400/ });

  test('limits by hand: what is wrong is said at the field, and the setting can come back', async ({
    page,
    flatline,
    database,
  }) => {
    await goodRuns({ flatline, database }, 'books', 5, { detail: [41, 100] });
    await open(page, '/scrapers/books');
    const silence = page.getByRole('region', { name: 'Silence', exact: true });
    const amount = silence.getByLabel('Stale after, by hand', { exact: true });
    const unit = silence.getByLabel('Unit of stale after, by hand');
    const alert = silence.getByRole('alert');

    for (const [text, of, sentence] of [
      ['ten', 'minutes', 'It must be a number, or a time such as 90 s, 10 min or 1h30.'],
      ['', 'minutes', 'It is required.'],
      ['0', 'seconds', 'It must be at least 1 second.'],
      ['1.5', 'seconds', 'It must come to whole seconds.'],
      ['8', 'days', 'It must be at most 7 days.'],
    ] as const) {
      await amount.fill(text);
      await unit.selectOption(of);
      await amount.press('Enter');
      await expect(alert).toHaveText(sentence);
      await expect(amount).toHaveAttribute('aria-invalid', 'true');
    }
    await amount.fill('1min30');
    await expect(unit).toHaveValue('min');
    await expect(alert).toBeHidden();
    await expect(
      silence.getByText('At 90 s, 1 of the last 5 good runs would have been killed.'),
    ).toBeVisible();
    await amount.press('Enter');
    await expect(inForce(page, 'Stale')).toHaveText('Stale after 90 s of silence, its own limit.');
    await expect(amount).toBeFocused();

    await silence.getByRole('button', { name: 'Back to the setting (10 min)' }).click();
    await expect(inForce(page, 'Stale')).toHaveText(
      /^Stale after 10 min .* as the setting says\.$/,
    );
    expect(await ownOf('books')).toMatchObject({ staleAfterSeconds: null });

    const other = await page.context().newPage();
    await open(other, '/scrapers/books');
    await expect(inForce(other, 'Stuck')).toHaveText(/^Stuck after 30 min/);
    const stuck = page.getByRole('region', { name: 'Standing still' });
    await stuck.getByLabel('Stuck after', { exact: true }).fill('20');
    await stuck.getByRole('button', { name: 'Save' }).click();
    for (const tab of [page, other]) {
      await expect(inForce(tab, 'Stuck')).toHaveText(/^Stuck after 20 min .* its own limit\.$/);
    }
    await other.close();
    await expect(stuck.getByText(/stood still for 20 min, though it still reports/)).toBeVisible();
    await stuck.getByRole('radio', { name: 'is marked as stale' }).check();
    await stuck.getByRole('button', { name: 'Mark stuck runs as stale' }).click();
    await expect(page.getByText(/^Stuck runs are marked as stale\. From the next/)).toBeVisible();
    expect(await ownOf('books')).toMatchObject({ stuckAfterSeconds: 1200, whenStuck: 'fail' });
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(stuck.getByRole('radio', { name: 'is shown as stuck' })).toBeChecked();
    expect(await ownOf('books')).toMatchObject({ stuckAfterSeconds: 1200, whenStuck: 'show' });

    const kept = page.getByRole('region', { name: 'Keeping' });
    await kept.getByRole('textbox').fill('0');
    await kept.getByRole('textbox').press('Enter');
    await expect(kept.getByRole('alert')).toHaveText('It must be a whole number from 1 to 3,650.');
    await kept.getByRole('textbox').fill('7');
    await kept.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByText(/^Runs are kept for 7 days once they have ended\./)).toBeVisible();
    expect(await ownOf('books')).toMatchObject({ retentionDays: 7 });
    await kept.getByRole('button', { name: 'Back to the setting' }).click();
    await expect(kept.getByText(/^30 days, as the setting says\./)).toBeVisible();

    async function ownOf(name: string) {
      return (await flatline.get<{ scraper: object }>(`/api/scrapers/${name}`)).scraper;
    }
  });
});

test.describe('a scraper that does not exist', () => {
  test.use({ expectedComplaints: /404/ });

  test('is said to be none, whatever stands in the address', async ({ page, flatline }) => {
    await flatline.start('a.rsc');
    for (const name of ['nope', '-no-name', 'x'.repeat(129)]) {
      await open(page, `/scrapers/${name}`);
      await expect(page.getByText('There is no scraper of this name')).toBeVisible();
    }
    await page.getByRole('link', { name: 'See all scrapers' }).click();
    await page.getByRole('link', { name: 'a.rsc' }).click();
    await expect(inForce(page, 'Stale')).toBeVisible();
    await page.reload();
    await expect(inForce(page, 'Stale')).toBeVisible();
  });
});

/** The sentence that says which limit is in force. */
function inForce(page: Page, what: 'Stale' | 'Stuck') {
  return page
    .getByRole('article')
    .getByText(new RegExp(`^${what} after .*(of silence|without progress),`));
}
