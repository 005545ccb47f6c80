import type { Page } from '@playwright/test';
import { open, rowOf } from './board.ts';
import { expect, test } from './flatline.ts';
import type { Server } from './server.ts';

test('nothing moves for whoever asked for less motion', async ({ visitor, flatline }) => {
  const page = await visitor({ reducedMotion: 'reduce' });
  await watchMotion(page);
  await live(page, flatline);
  expect(await motions(page)).toEqual([]);
});

test('what moves for everybody else is over soon, and nothing pulses for ever', async ({
  page,
  flatline,
}) => {
  await watchMotion(page);
  await live(page, flatline);
  expect(await motions(page)).not.toEqual([]);
  await expect
    .poll(() => page.evaluate(() => document.getAnimations().map((each) => each.playState)))
    .toEqual([]);
});

/** A life in front of the page: progress, a dialog, a death, a toast. */
async function live(page: Page, flatline: Server): Promise<void> {
  await open(page);
  const run = await flatline.start('books', { phase: 'index' });
  await flatline
    .start('endless')
    .then((other) => flatline.report(other, { type: 'progress', done: 5 }));
  for (const done of [10, 50, 90]) {
    await flatline.report(run, { type: 'progress', done, total: 100 });
    await expect(rowOf(page, 'books').getByRole('progressbar')).toHaveAttribute(
      'aria-valuenow',
      String(done),
    );
  }
  await page.getByRole('button', { name: 'Sweep stale now' }).click();
  await expect(page.getByRole('dialog')).toContainText('Nothing is stale.');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await flatline.report(run, { type: 'finish', outcome: 'failed', message: 'The shop is shut' });
  const toast = page.getByRole('group', { name: 'books failed' });
  await expect(toast).toBeVisible();
  await toast.getByRole('button', { name: 'Close this message' }).click();
  await expect(toast).toBeHidden();
  await page.getByRole('link', { name: 'Watchdog', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Watchdog' })).toBeVisible();
}

/** Notes at every frame what is being animated, for longer than an eye could see. */
async function watchMotion(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const seen = new Set<string>();
    Object.assign(window, { motions: seen });
    const look = () => {
      for (const animation of document.getAnimations()) {
        const { duration } = animation.effect?.getComputedTiming() ?? {};
        if (typeof duration === 'number' && duration <= 1) continue;
        const { target } = animation.effect as KeyframeEffect;
        seen.add(`${target?.tagName} ${target?.className}: ${duration} ms`);
      }
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
}

function motions(page: Page): Promise<string[]> {
  return page.evaluate(() => [...(window as unknown as { motions: Set<string> }).motions]);
}
