import type { Page } from '@playwright/test';
import { recordAnnouncements, said } from './announcements.ts';
import { fact, open, rowOf } from './board.ts';
import type { Database } from './database.ts';
import { expect, test } from './flatline.ts';
import type { Server } from './server.ts';

/** Milliseconds within which a sign of life takes a suspicion away, as the issue bounds it. */
const CLEARED_WITHIN = 1000;

test('a run that is close to death is told of once, and one click gives it ten more minutes', async ({
  page,
  flatline,
  database,
}) => {
  await recordAnnouncements(page);
  await open(page);
  const run = await flatline.start('books', { phase: 'detail' });
  await fallSilent(flatline, database, run);
  await expect(rowOf(page, 'books')).toContainText('Close to death');
  const notice = page.getByRole('group', { name: 'books is close to death' });
  await expect(notice).toContainText(
    /silent for 8 min( \d+ s)? in phase detail, dies in 0[12]:\d\d/,
  );

  await notice.getByRole('button', { name: 'Give it 10 more minutes for books' }).click();
  await expect(diesIn(page)).toHaveText(/^given timeuntil \d\d:\d\d$/);
  await expect(rowOf(page, 'books')).toContainText('8 min');
  await expect(rowOf(page, 'books')).not.toContainText('Close to death');
  await expect(rowOf(page, 'books').getByTitle('Given time')).toBeVisible();
  await expect(fact(page, '0 close to death')).toBeVisible();
  await expect(notice).toBeHidden();
  await expect(page).toHaveURL(`${flatline.url}/`);
  const given = page.getByRole('group', { name: /^books has until [\d:]+ to speak$/ });
  await given.getByRole('textbox', { name: /Who are you/ }).fill('kim');
  await given.getByRole('button', { name: 'Remember' }).click();
  await expect(given).toContainText('Next time: kim.');
  expect(await said(page, /close to death/)).toHaveLength(1);
  await expect.poll(() => said(page, /books has until/)).toHaveLength(1);

  await open(page, `/runs/${run.id}`);
  const article = page.getByRole('article');
  await article.getByRole('button', { name: /^Give it 10 more minutes/ }).click();
  const extensions = article.getByRole('region', { name: 'Time given' }).getByRole('listitem');
  await expect(extensions).toHaveText([
    /10 min, until [\d:]+kimOne click on the page of the run\.$/,
    /10 min, until [\d:]+an operatorOne click on a notice\.$/,
  ]);
  await expect(article).toContainText(/time given until [\d:]+/);
});

test('a beat takes a suspicion away within a second, and the notice says so', async ({
  page,
  flatline,
  database,
}) => {
  await open(page);
  const run = await flatline.start('books', { phase: 'detail' });
  await fallSilent(flatline, database, run);
  await expect(fact(page, '1 close to death')).toBeVisible();
  await expect(page.getByRole('group', { name: 'books is close to death' })).toBeVisible();
  await page.evaluate(noteRecovery);
  await flatline.report(run, { type: 'heartbeat' });
  const heardAt = Date.now();
  await expect(rowOf(page, 'books')).not.toContainText('Close to death');
  const clearedAt = await page.evaluate(
    () => (window as unknown as { clearedAt: number }).clearedAt,
  );
  expect(clearedAt - heardAt).toBeLessThanOrEqual(CLEARED_WITHIN);
  await expect(page.getByRole('group', { name: 'books spoke again' })).toBeVisible();
  await expect(fact(page, '0 close to death')).toBeVisible();
});

test('time is given with a reason from the menu, by hand and by keyboard', async ({
  page,
  flatline,
}) => {
  const run = await flatline.start('books', { staleAfterSeconds: 600 });
  await open(page);
  const more = page.getByRole('button', { name: 'More for books' });
  await more.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('menuitem', { name: /with a reason/ }).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Give books more time' });
  await dialog.getByRole('textbox', { name: /^Why/ }).fill('It is Tuesday');
  await dialog.getByRole('radio', { name: '30 min' }).check();
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await expect(more).toBeFocused();
  await expect(diesIn(page)).toHaveText(/^given time/);
  expect((await flatline.look(run)).extensions).toMatchObject([
    { seconds: 1800, actor: null, reason: 'It is Tuesday' },
  ]);
});

test.describe(() => {
  test.use({ expectedComplaints: /./ });

  test('while the server is away no time can be given, and the button says why', async ({
    page,
    flatline,
  }) => {
    const run = await flatline.start('books', { staleAfterSeconds: 600 });
    await open(page, `/runs/${run.id}`);
    const give = page.getByRole('button', { name: /^Give it 10 more minutes/ });
    await expect(give).toBeEnabled();
    await flatline.stop('SIGKILL');
    await expect(give).toBeDisabled();
    await expect(give).toHaveAttribute('title', /^Offline/);
  });
});

test('a run that beats but stands still is stuck, not red, and moves on', async ({
  page,
  flatline,
  database,
}) => {
  await recordAnnouncements(page);
  const run = await flatline.start('images', { phase: 'download', staleAfterSeconds: 600 });
  await open(page);
  await setBack(database, run, 3600);
  // What happened before the server's own time does not count: it has not lived for an hour.
  await database.write(`UPDATE "ScrapeRun" SET "stuckAfterSeconds" = 1 WHERE id = '${run.id}'`);
  await flatline.report(run, { type: 'heartbeat' });
  await expect(rowOf(page, 'images')).toContainText('stuck 1 h');
  const notice = page.getByRole('group', { name: 'images is stuck' });
  await expect(notice).toContainText('still heard, but no progress for 1 h');
  await expect(fact(page, '1 stuck')).toBeVisible();
  await flatline.report(run, { type: 'heartbeat' });
  await flatline.report(run, { type: 'progress', done: 1, total: 9 });
  await expect(rowOf(page, 'images')).not.toContainText('stuck');
  await expect(page.getByRole('group', { name: 'images moves again' })).toBeVisible();
  await expect.poll(() => said(page, /images/)).toHaveLength(2);
});

function diesIn(page: Page) {
  return rowOf(page, 'books').getByRole('cell').nth(6);
}

/** Makes a run that was just started look as if it had been silent for 8 of its 10 minutes, and be found so. */
async function fallSilent(flatline: Server, database: Database, run: { id: string }) {
  await setBack(database, run, 480);
  // What is written behind its back tells no timer; the last quarter of this run's second does.
  const trigger = await flatline.start('trigger', { staleAfterSeconds: 1 });
  await flatline.report(trigger, { type: 'finish', outcome: 'completed' });
}

/** Moves the start of a run, which was not heard since, and what follows from it. */
async function setBack(database: Database, { id }: { id: string }, secondsAgo: number) {
  const at = (ago: number) =>
    new Date(Date.now() - ago * 1000).toISOString().replace('Z', '+00:00');
  await database.write(
    `UPDATE "ScrapeRun" SET "startedAt" = '${at(secondsAgo)}', "suspectAt" = '${at(secondsAgo)}',
      "deadlineAt" = '${at(secondsAgo - 600)}' WHERE id = '${id}'`,
    `UPDATE "ScrapePhaseLog" SET "startedAt" = '${at(secondsAgo)}' WHERE "runId" = '${id}'`,
  );
}

/** Notes in `window.clearedAt` when no row says "Close to death" any more, by the browser's clock. */
function noteRecovery(): void {
  new MutationObserver((_, observer) => {
    const rows = [...document.querySelectorAll('[role=row]')];
    if (rows.some((row) => row.textContent?.includes('Close to death'))) return;
    Object.assign(window, { clearedAt: Date.now() });
    observer.disconnect();
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
}
