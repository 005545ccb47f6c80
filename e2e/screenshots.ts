// Every page in every state, in both themes, on a phone, a desk and a wall: .flatline/screenshots/.
// And the picture in the README, of the demonstration while it runs: demo/board.png.
import { mkdir } from 'node:fs/promises';
import { open, rowOf } from './board.ts';
import { test as crawling } from './crawling.ts';
import { expect, test } from './flatline.ts';
import { SCENE_SETTINGS, SCENES } from './scenes.ts';

const FOLDER = '.flatline/screenshots';
const WIDTHS = [390, 1280, 1920];

test.describe(() => {
  test.use({ settings: SCENE_SETTINGS, expectedComplaints: /./ });

  for (const [index, scene] of SCENES.entries()) {
    test(`pictures of ${scene.name}`, async ({ page, flatline, database }) => {
      await mkdir(FOLDER, { recursive: true });
      await scene.set({ page, flatline, database });
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: width === 390 ? 844 : 900 });
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
          await scene.again?.(page);
          const name = `${String(index + 1).padStart(2, '0')} ${scene.name} ${width} ${colorScheme}`;
          await page.screenshot({
            path: `${FOLDER}/${name.replaceAll(/[^a-z0-9]+/gi, '-')}.png`,
            fullPage: scene.name !== 'the page of a run with the longest names',
          });
        }
      }
    });
  }
});

crawling.describe(() => {
  crawling.use({
    settings: { STALE_AFTER_SECONDS: '12' },
    viewport: { width: 1280, height: 460 },
    pace: 0.25,
  });

  crawling('the picture in the README', async ({ page, flatline, crawl }) => {
    crawling.setTimeout(120_000);
    await open(page);
    await crawl('stock');
    await expect(rowOf(page, 'stock')).toContainText('Died', { timeout: 60_000 });
    await crawl('prices');
    await expect(rowOf(page, 'prices')).toContainText(/prices([6-9]|1\d)\/60/, { timeout: 60_000 });
    await crawl('reviews');
    await expect(rowOf(page, 'reviews')).toContainText(/reviews[3-9]\/60/, { timeout: 60_000 });
    await crawl('books');
    await expect(rowOf(page, 'books')).toContainText(/detail(1[2-9]|2\d)\/60/, { timeout: 60_000 });
    await flatline.start('tickets', { phase: 'index', staleAfterSeconds: 600 });
    await open(page);
    await expect(rowOf(page, 'books')).toContainText('/s', { timeout: 30_000 });
    await page.screenshot({ path: 'demo/board.png' });
  });
});
