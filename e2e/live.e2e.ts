import { fact, namesOf, open, rowOf } from './board.ts';
import { expect, test } from './flatline.ts';

test('a run started by HTTP appears in every open tab, moves, and finishes, without a reload', async ({
  page,
  context,
  flatline,
}) => {
  const second = await context.newPage();
  const tabs = [page, second];
  for (const tab of tabs) {
    await open(tab);
    await expect(tab.getByText('No run has been reported yet.')).toBeVisible();
    await tab.evaluate(() => Object.assign(window, { sameDocument: true }));
  }

  const run = await flatline.start('books', { phase: 'index' });
  for (const tab of tabs) {
    await expect(rowOf(tab, 'books')).toContainText('index');
    await expect(fact(tab, '1 running')).toBeVisible();
  }

  await flatline.report(run, { type: 'progress', done: 25, total: 100, unit: 'pages' });
  for (const tab of tabs) {
    const bar = rowOf(tab, 'books').getByRole('progressbar', { name: 'Progress of books' });
    await expect(bar).toHaveAttribute('aria-valuenow', '25');
    await expect(rowOf(tab, 'books')).toContainText('25/100');
  }

  await flatline.report(run, { type: 'phase', phase: 'detail' }, { type: 'progress', done: 7 });
  for (const tab of tabs) {
    await expect(rowOf(tab, 'books')).toContainText('detail');
    await expect(rowOf(tab, 'books')).toContainText('7, no total');
    const bar = rowOf(tab, 'books').getByRole('progressbar');
    await expect(bar).not.toHaveAttribute('aria-valuenow');
  }

  await flatline.report(run, { type: 'finish', outcome: 'completed' });
  for (const tab of tabs) {
    await expect(rowOf(tab, 'books')).toContainText(/Completed in \d+ s/);
    await expect(fact(tab, '0 running')).toBeVisible();
  }
  for (const tab of tabs) {
    await expect(tab.getByText('Nothing is running.')).toBeVisible();
    expect(await tab.evaluate(() => 'sameDocument' in window)).toBe(true);
  }
});

test('new runs wait in a pill while someone points at the list, and come when they are asked for', async ({
  page,
  flatline,
}) => {
  await flatline.start('first');
  await flatline.start('second');
  await open(page);
  await expect(rowOf(page, 'second')).toBeVisible();
  await rowOf(page, 'second').hover();
  const before = await rowOf(page, 'second').boundingBox();

  for (const name of ['third', 'fourth', 'fifth']) await flatline.start(name);
  const pill = page.getByRole('button', { name: '3 new runs' });
  await expect(pill).toBeVisible();
  expect(await namesOf(page)).toEqual(['second', 'first']);
  expect(await rowOf(page, 'second').boundingBox()).toEqual(before);

  // As a hand does it: it takes a while, and crosses what is in between.
  const { x, y, width, height } = (await pill.boundingBox())!;
  await page.mouse.move(x + width / 2, y + height / 2, { steps: 25 });
  await expect(pill).toBeVisible();
  await page.mouse.down();
  await page.mouse.up();
  await expect(rowOf(page, 'fifth')).toBeVisible();
  expect(await namesOf(page)).toEqual(['fifth', 'fourth', 'third', 'second', 'first']);
  await expect(pill).toBeHidden();
});

test('a run that ends under the pointer turns in its place, and those below it stay where they are', async ({
  page,
  flatline,
}) => {
  await flatline.start('below');
  const run = await flatline.start('above');
  await open(page);
  await rowOf(page, 'below').hover();
  const before = await rowOf(page, 'below').boundingBox();
  await flatline.report(run, { type: 'finish', outcome: 'failed', message: 'The shop is shut' });
  await expect(rowOf(page, 'above')).toContainText('The shop is shut');
  expect(await namesOf(page)).toEqual(['above', 'below']);
  expect(await rowOf(page, 'below').boundingBox()).toEqual(before);
});

test('a row is patched in place: what is drawn of it stays the same element', async ({
  page,
  flatline,
}) => {
  const run = await flatline.start('books', { phase: 'index' });
  await flatline.start('prices');
  await open(page);
  const bar = rowOf(page, 'books').getByRole('progressbar');
  await rowOf(page, 'books').evaluate((row) => row.setAttribute('data-marked', 'row'));
  await bar.evaluate((element) => element.setAttribute('data-marked', 'bar'));
  for (const done of [10, 20, 30]) {
    await flatline.report(run, { type: 'progress', done, total: 40 });
    await expect(bar).toHaveAttribute('aria-valuenow', String((done * 100) / 40));
  }
  await flatline.report(run, { type: 'phase', phase: 'detail' });
  await expect(rowOf(page, 'books')).toContainText('detail');
  await expect(rowOf(page, 'books')).toHaveAttribute('data-marked', 'row');
  await expect(bar).toHaveAttribute('data-marked', 'bar');
});

test('a run in the last quarter of its limit is amber and says so, and the board sorts by it', async ({
  page,
  flatline,
  database,
}) => {
  await flatline.start('healthy');
  await database.insert({
    scraper: 'reviews',
    startedAgo: 500,
    staleAfterSeconds: 600,
    deadlineIn: 100,
  });
  await flatline.start('newest', { staleAfterSeconds: 900 });
  await open(page);
  await expect(rowOf(page, 'reviews')).toContainText('Close to death');
  await expect(rowOf(page, 'reviews').getByRole('cell').nth(6)).toHaveText(/^01:[34]\d$/);
  await expect(rowOf(page, 'healthy')).not.toContainText('Close to death');
  await expect(fact(page, '1 close to death')).toBeVisible();
  expect(await namesOf(page)).toEqual(['reviews', 'newest', 'healthy']);
  const elapsed = page.getByRole('columnheader', { name: 'Elapsed' }).getByRole('button');
  await elapsed.click();
  await elapsed.click();
  await expect(page).toHaveURL(/\?sort=elapsed$/);
  await expect.poll(() => namesOf(page)).toEqual(['newest', 'healthy', 'reviews']);

  const column = page.getByRole('columnheader', { name: 'Dies in' });
  await column.getByRole('button').click();
  await expect(column).toHaveAttribute('aria-sort', 'ascending');
  await expect.poll(() => namesOf(page)).toEqual(['reviews', 'healthy', 'newest']);
  await expect(page).toHaveURL(/\?sort=dies$/);

  await page.reload();
  await expect.poll(() => namesOf(page)).toEqual(['reviews', 'healthy', 'newest']);
  await rowOf(page, 'reviews')
    .getByRole('button', { name: '+10 min (give it 10 more minutes for reviews)' })
    .click();
  await expect(rowOf(page, 'reviews').getByRole('cell').nth(6)).toHaveText(/^given time/);
});

test('the curl that the empty board offers can be copied and starts a run', async ({
  page,
  context,
  flatline,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await open(page);
  await page.getByRole('button', { name: 'Copy the command that starts a run' }).click();
  const command = await page.evaluate(() => navigator.clipboard.readText());
  const url = /curl -X POST (\S+)/.exec(command)?.[1];
  const type = /-H 'content-type: ([^']+)'/.exec(command)?.[1];
  const body = /-d '([^']+)'/.exec(command)?.[1];
  expect(url).toBe(`${flatline.url}/api/runs`);
  const answer = await fetch(url!, {
    method: 'POST',
    headers: { 'content-type': type! },
    body: body!,
  });
  expect(answer.status).toBe(201);
  await expect(rowOf(page, 'books')).toBeVisible();
});
