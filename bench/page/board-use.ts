import { setTimeout as wait } from 'node:timers/promises';
import type { Locator, Page } from '@playwright/test';

/** Milliseconds from one step to the next. */
const STEP_INTERVAL = 100;
/** How long a finger is on a button, in milliseconds. */
const CLICK_MS = 40;
/** Far enough to be back at the top, from wherever. */
const TO_THE_TOP = -1_000_000;

type Step = () => Promise<void>;

/**
 * What a person in a hurry does at the board of `page`, which is at its top: every column sorted by
 * and turned round, up and down the rows by key and by wheel, a menu opened and closed.
 */
export async function stepsOn(page: Page): Promise<Step[]> {
  const table = page.getByRole('table', { name: 'Live runs' });
  const heads = await table.getByRole('columnheader').getByRole('button').all();
  const sorts = await Promise.all(heads.map((head) => clickAt(page, head)));
  const openMenu = await clickAt(page, table.getByRole('button', { name: /^More for/ }).nth(8));
  const press = (key: string) => () => page.keyboard.press(key);
  const scroll = (by: number) => () => page.mouse.wheel(0, by);
  const moves = ['j', 'j', 'k', 'PageDown', 'PageDown', 'End', 'k', 'Home'].map(press);
  const scrolls = [300, 900, 6000, 60_000, -300, TO_THE_TOP].map(scroll);
  const menu = [openMenu, press('ArrowDown'), press('Escape')];
  return sorts.flatMap((sort) => [sort, ...moves, ...scrolls, ...menu, sort]);
}

/** Goes through the steps, ten a second and from the first again, for so many milliseconds. */
export async function take(steps: readonly Step[], ms: number): Promise<void> {
  const until = performance.now() + ms;
  for (let taken = 0; performance.now() < until; taken += 1) {
    const due = performance.now() + STEP_INTERVAL;
    await steps[taken % steps.length]?.();
    await wait(Math.max(0, due - performance.now()));
  }
}

/** A click where the target is now: to look for it again would take the page time that is measured. */
async function clickAt(page: Page, target: Locator): Promise<Step> {
  const box = await target.boundingBox();
  if (box === null) throw new Error('There is nothing to click on the board.');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  return async () => {
    // However slow the wheel was: further down something else is there, which leads away.
    await page.evaluate(() => window.scrollTo(0, 0));
    await page.mouse.click(x, y, { delay: CLICK_MS });
  };
}
