import type { Page } from '@playwright/test';
import { fact, open, rowOf } from './board.ts';
import { expect, test } from './flatline.ts';

const HOUR = 3_600_000;

for (const [words, shift] of [
  ['three hours fast', 3 * HOUR],
  ['a day slow', -24 * HOUR],
] as const) {
  test(`the countdown to stale is right in a browser whose clock is ${words}`, async ({
    page,
    flatline,
  }) => {
    await setClock(page, shift);
    const run = await flatline.start('books', { phase: 'detail' });
    await open(page);
    const cells = rowOf(page, 'books').getByRole('cell');
    // A page on a busy machine hears late; it is right from the next answer on.
    await expect(async () => {
      const [elapsed = '', left = ''] = await Promise.all(
        [cells.nth(4), cells.nth(6)].map((cell) => cell.innerText()),
      );
      expect(left).toMatch(/^\d\d:\d\d$/);
      expectNear(secondsOf(left), secondsUntil(run.deadlineAt));
      expectNear(secondsOf(elapsed), -secondsUntil(run.startedAt));
    }).toPass();
    await expect(fact(page, '0 close to death')).toBeVisible();

    await open(page, `/runs/${run.id}`);
    const countdown = page.getByRole('article').getByText(/^stale in/);
    await expect(async () => {
      const words = await countdown.innerText();
      expect(words).toMatch(/\d\d:\d\d$/);
      expectNear(secondsOf(words.replace(/^\D+/, '')), secondsUntil(run.deadlineAt));
    }).toPass();
  });
}

test('a death is news of today in a browser whose clock is two days fast', async ({
  page,
  flatline,
}) => {
  await setClock(page, 48 * HOUR);
  const run = await flatline.start('books');
  await flatline.report(run, { type: 'finish', outcome: 'failed', message: 'The shop is shut' });
  await open(page);
  await expect(fact(page, '1 died in the last 24 h')).toBeVisible();
});

/** The browser's clock is `shift` milliseconds ahead, wherever a page may read it. */
async function setClock(page: Page, shift: number): Promise<void> {
  await page.addInitScript((ahead) => {
    const Real = Date;
    class Shifted extends Real {
      constructor(...given: unknown[]) {
        if (given.length === 0) super(Real.now() + ahead);
        else super(...(given as [number]));
      }
      static override now() {
        return Real.now() + ahead;
      }
    }
    globalThis.Date = Shifted as DateConstructor;
    const origin = performance.timeOrigin;
    Object.defineProperty(performance, 'timeOrigin', { get: () => origin + ahead });
  }, shift);
}

function expectNear(seconds: number, expected: number): void {
  expect(Math.abs(seconds - expected)).toBeLessThanOrEqual(2);
}

/** By this machine's clock, which is the server's. */
function secondsUntil(time: string): number {
  return (Date.parse(time) - Date.now()) / 1000;
}

/** `09:58` or `00:04:01` in seconds. */
function secondsOf(clock: string): number {
  return clock.split(':').reduce((total, part) => total * 60 + Number(part), 0);
}
