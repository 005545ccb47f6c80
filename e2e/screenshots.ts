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
    settings: { STALE_AFTER_SECONDS: '30' },
    viewport: { width: 1280, height: 440 },
    colorScheme: 'light',
    deviceScaleFactor: 1.5,
    pace: 1,
  });

  crawling('the picture in the README', async ({ page, database, crawl }) => {
    crawling.setTimeout(240_000);
    const patience = { timeout: 90_000 };
    await open(page);
    await crawl('prices');
    await crawl('stock');
    await expect(rowOf(page, 'stock')).toContainText('Died', patience);
    await crawl('reviews');
    await expect(rowOf(page, 'reviews')).toContainText(/reviews\d/, patience);
    await crawl('books');
    await expect(rowOf(page, 'books')).toContainText(/detail\d+\/60/, patience);
    await database.insert({
      scraper: 'tickets',
      startedAgo: 4329,
      heardAgo: 496,
      staleAfterSeconds: 600,
      deadlineIn: 104,
      phases: [
        ['index', 4329],
        ['paging', 4200],
      ],
      progress: [40, 100, 'pages'],
    });
    await open(page);
    for (const name of ['books', 'reviews', 'prices']) {
      await expect(rowOf(page, name)).toContainText(/\/(s|min)/, patience);
    }
    await page.screenshot({ path: 'demo/board.png' });
  });
});
