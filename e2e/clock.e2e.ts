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
    await expect(cells.nth(6)).toHaveText(/^\d\d:\d\d$/);

    const shown = secondsOf(await cells.nth(6).innerText());
    const left = (Date.parse(run.deadlineAt) - Date.now()) / 1000;
    expect(Math.abs(shown - left)).toBeLessThanOrEqual(2);
    const elapsed = secondsOf(await cells.nth(4).innerText());
    expect(Math.abs(elapsed - (Date.now() - Date.parse(run.startedAt)) / 1000)).toBeLessThanOrEqual(
      2,
    );
    await expect(fact(page, '0 close to death')).toBeVisible();

    await open(page, `/runs/${run.id}`);
    const countdown = page.getByRole('article').getByText(/^stale in/);
    await expect(countdown).toHaveText(/\d\d:\d\d$/);
    const onPage = secondsOf((await countdown.innerText()).replace(/^\D+/, ''));
    expect(Math.abs(onPage - (Date.parse(run.deadlineAt) - Date.now()) / 1000)).toBeLessThanOrEqual(
      2,
    );
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

/** `09:58` or `00:04:01` in seconds. */
function secondsOf(clock: string): number {
  return clock.split(':').reduce((total, part) => total * 60 + Number(part), 0);
}
