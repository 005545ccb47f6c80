import { open } from './board.ts';
import { expect } from './flatline.ts';
import type { Scene } from './scene.ts';
import { LONG_NAME, LONG_PHASE } from './scene-runs.ts';
import { goodRuns } from './scraper-runs.ts';

const list: Scene = {
  name: 'the scrapers',
  async set(stage) {
    await goodRuns(stage, 'books', 5, { detail: [2, 3, 41] });
    await goodRuns(stage, 'prices', 5, { detail: [450] });
    await stage.flatline.start(LONG_NAME);
    await open(stage.page, '/scrapers');
    await expect(stage.page.getByText('could be 82 s')).toBeVisible();
  },
};

const shorter: Scene = {
  name: 'the page of a scraper with a suggestion',
  async set(stage) {
    await goodRuns(stage, 'books', 5, { index: [1, 2, 2], detail: [2, 3, 41], images: [5] });
    await open(stage.page, '/scrapers/books');
    await expect(stage.page.getByRole('button', { name: 'Use 82 s' })).toBeVisible();
  },
};

const longer: Scene = {
  name: 'the page of a scraper with the longest names and a warning',
  async set(stage) {
    await goodRuns(stage, LONG_NAME, 5, { [LONG_PHASE]: [2, 3, 900], '': [1] });
    await open(stage.page, `/scrapers/${LONG_NAME}`);
    await expect(stage.page.getByRole('button', { name: 'Accept 30 min' })).toBeVisible();
    await stage.page.getByRole('radio', { name: 'is marked as stale' }).check();
  },
};

const unknown: Scene = {
  name: 'the scrapers before the first one',
  async set({ page }) {
    await open(page, '/scrapers');
    await expect(page.getByText('No scraper has reported a run yet.')).toBeVisible();
  },
};

/** The pages of scrapers in every state that looks different. */
export const SCRAPER_SCENES: readonly Scene[] = [list, shorter, longer, unknown];
