import type { Page } from '@playwright/test';
import { open } from './board.ts';
import { expect, test } from './flatline.ts';
import type { Server } from './server.ts';

test('a cancel that is asked for reaches the reporter, and the run ends CANCELLED in front of the page', async ({
  page,
  flatline,
}) => {
  const run = await flatline.start('books', { phase: 'detail' });
  await open(page, `/runs/${run.id}`);
  await page.getByRole('button', { name: 'Cancel run' }).click();
  await page.getByRole('button', { name: 'Keep it running' }).click();
  await expect(page.getByRole('dialog')).toBeHidden();
  expect(await flatline.report(run, { type: 'heartbeat' })).toMatchObject({
    directive: 'continue',
  });

  await page.getByRole('button', { name: 'Cancel run' }).click();
  await page.getByRole('button', { name: 'Cancel the run' }).click();
  await expect(page.getByText(/^Cancel asked for/)).toBeVisible();
  expect(await flatline.report(run, { type: 'heartbeat' })).toMatchObject({
    directive: 'stop',
    reason: 'cancelled',
  });
  await flatline.report(run, { type: 'finish', outcome: 'failed', message: 'Stopped as asked' });
  await expect(page.getByRole('article')).toContainText(
    /Cancelled after \d.*; its reporter stopped .* after it was asked to\./,
  );
});

test('the log opens at its newest line and follows it, on a phone, too', async ({
  page,
  flatline,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const run = await flatline.start('books', { phase: 'detail' });
  await write(flatline, run, 1, 300);
  await open(page, `/runs/${run.id}`);
  const log = page.getByRole('region', { name: 'Log lines' });
  await log.evaluate((element) => element.scrollIntoView({ block: 'end' }));
  await expect(line(page, 300)).toBeInViewport();
  await write(flatline, run, 301, 340);
  await expect(line(page, 340)).toBeInViewport();

  await log.hover();
  await page.mouse.wheel(0, -2000);
  await expect(line(page, 340)).toHaveCount(0);
  await write(flatline, run, 341, 345);
  await page.getByRole('button', { name: '5 new lines' }).click();
  await expect(line(page, 345)).toBeInViewport();
});

test('the lines that hold a word are found, though they are not drawn', async ({
  page,
  flatline,
}) => {
  const run = await flatline.start('books');
  await write(flatline, run, 1, 300);
  await open(page, `/runs/${run.id}`);
  await expect(line(page, 300)).toBeVisible();
  await page.getByRole('searchbox', { name: 'Find in the log' }).fill('LINE 7 ');
  await expect(page.getByText('1 of 300')).toBeVisible();
  await expect(line(page, 7)).toBeVisible();
});

function line(page: Page, n: number) {
  return page.getByRole('region', { name: 'Log lines' }).getByText(`This is line ${n} of it`);
}

/** Log lines numbered from `first` to `last`, some of which wrap. */
async function write(flatline: Server, run: { id: string }, first: number, last: number) {
  const events = Array.from({ length: last - first + 1 }, (_, at) => ({
    type: 'log',
    level: 'info',
    message: `This is line ${first + at} of it${at % 3 === 0 ? ', longer than the others'.repeat(8) : ''}`,
  }));
  await flatline.report(run, ...events);
}
