import { expect, type Locator, type Page } from '@playwright/test';

/** Presses Tab (or `key`) until `target` has the focus; at every stop it must be seen where that is. */
export async function tabTo(page: Page, target: Locator, key = 'Tab'): Promise<void> {
  for (let presses = 0; presses < 200; presses += 1) {
    await page.keyboard.press(key);
    expect(await focusSeen(page), 'it is seen where the focus is').toBe('seen');
    if (await target.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`The focus never came to ${target}.`);
}

/** Whether what has the focus is in view and is marked, itself or by its row; else what it is. */
function focusSeen(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (element === null || element === document.body) return 'seen';
    const box = element.getBoundingClientRect();
    const inView =
      box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    const marks = [element, element.closest('[role=row], tr, label')].flatMap((each) =>
      each === null ? [] : [getComputedStyle(each), getComputedStyle(each, '::after')],
    );
    const marked = marks.some(
      ({ outlineStyle, outlineWidth, boxShadow }) =>
        (outlineStyle !== 'none' && parseFloat(outlineWidth) > 0) || boxShadow !== 'none',
    );
    return inView && marked
      ? 'seen'
      : `${inView ? 'unmarked' : 'out of view'}: ${element.outerHTML.slice(0, 300)}`;
  });
}
