import { setTimeout as wait } from 'node:timers/promises';
import type { Locator, Page } from '@playwright/test';

/** Milliseconds from one step to the next. */
const STEP_INTERVAL = 100;

/** How long a finger is on the button. */
const CLICK_MS = 40;

/** Uses the board as a person in a hurry would, by keyboard, mouse and wheel, for so many milliseconds. */
export async function handleTheBoard(page: Page, ms: number): Promise<void> {
  const steps = stepsOn(page);
  const until = performance.now() + ms;
  for (let taken = 0; performance.now() < until; taken += 1) {
    const due = performance.now() + STEP_INTERVAL;
    await steps[taken % steps.length]?.();
    await wait(Math.max(0, due - performance.now()));
  }
}

/** Sorts by every column and turns the order, goes through the rows, scrolls far, opens menus. */
function stepsOn(page: Page): (() => Promise<void>)[] {
  const table = page.getByRole('table', { name: 'Live runs' });
  const press = (key: string) => () => page.keyboard.press(key);
  const scroll = (by: number) => () => page.mouse.wheel(0, by);
  const click = (target: Locator) => () => target.click({ delay: CLICK_MS, timeout: 5000 });
  const sort = (name: string) =>
    click(table.getByRole('columnheader', { name }).getByRole('button'));
  const menu = click(table.getByRole('button', { name: /^More for/ }).nth(8));
  const moves = ['j', 'j', 'k', 'PageDown', 'PageDown', 'End', 'k', 'Home'].map(press);
  const scrolls = [300, 900, 6000, 60_000, -300, -1_000_000].map(scroll);
  const columns = ['Scraper', 'Phase', 'Progress', 'Rate', 'Elapsed', 'Silent', 'Dies in'];
  return columns.flatMap((name) => [
    sort(name),
    ...moves,
    ...scrolls,
    menu,
    press('ArrowDown'),
    press('Escape'),
    sort(name),
  ]);
}
