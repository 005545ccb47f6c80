import { expect, type Locator, type Page } from '@playwright/test';

/** The row of a scraper's run on the board. */
export function rowOf(page: Page, scraper: string): Locator {
  return page
    .getByRole('table', { name: 'Live runs' })
    .getByRole('row')
    .filter({ has: page.getByRole('link', { name: scraper, exact: true }) });
}

/** The names in the rows of the board that are drawn, in the order in which they are seen. */
export async function namesOf(page: Page): Promise<string[]> {
  const rows = page.getByRole('table', { name: 'Live runs' }).getByRole('row');
  const seen = await rows.evaluateAll((elements) =>
    elements
      .map((row) => ({
        name: row.querySelector('a')?.textContent ?? null,
        top: row.getBoundingClientRect().top,
      }))
      .filter(({ name }) => name !== null)
      .sort((a, b) => a.top - b.top),
  );
  return seen.map(({ name }) => name ?? '');
}

/** Waits until the page hears the server. */
export async function live(page: Page): Promise<void> {
  await expect(badge(page)).toHaveText(/^Live/);
}

/** What says whether the page hears the server. */
export function badge(page: Page): Locator {
  return page.getByRole('banner').getByTitle(/heard/);
}

/** One of the facts under the bar, such as "12 running". */
export function fact(page: Page, words: string | RegExp): Locator {
  return page
    .getByRole('list', { name: 'Summary' })
    .getByRole('listitem')
    .filter({ hasText: words });
}

/** The deaths of the last day that were not dismissed. */
export function deaths(page: Page): Locator {
  return page.getByRole('region', { name: 'Died in the last 24 h' });
}

/** Opens a page and waits until it hears the server. */
export async function open(page: Page, path = '/'): Promise<void> {
  await page.goto(path);
  await live(page);
}

/** The middle of the icon's left edge as red, green and blue, as the browser draws it. */
export function iconColour(page: Page): Promise<number[]> {
  return page.evaluate(async () => {
    const links = document.querySelectorAll<HTMLLinkElement>('link[rel~=icon]');
    if (links.length !== 1) throw new Error(`There are ${links.length} icons.`);
    const image = new Image();
    image.src = links[0]!.href;
    await image.decode();
    const canvas = new OffscreenCanvas(32, 32);
    const context = canvas.getContext('2d')!;
    context.drawImage(image, 0, 0, 32, 32);
    return [...context.getImageData(3, 10, 1, 1).data.slice(0, 3)];
  });
}
