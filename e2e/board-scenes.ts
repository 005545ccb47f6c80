import type { Page } from '@playwright/test';
import { deaths, open, rowOf } from './board.ts';
import { expect } from './flatline.ts';
import { goDeaf } from './illness.ts';
import type { Scene } from './scene.ts';
import { everyday, LONG_NAME, LONG_PHASE } from './scene-runs.ts';
import { banner, raiseStorm, STORM_OF } from './storm.ts';

const boardEmpty: Scene = {
  name: 'the empty board',
  async set({ page }) {
    await open(page);
    await expect(page.getByText('No run has been reported yet.')).toBeVisible();
  },
};

const boardFull: Scene = {
  name: 'the board with runs and deaths',
  async set(stage) {
    await everyday(stage);
    await open(stage.page);
    await expect(deaths(stage.page)).toBeVisible();
  },
};

const boardLong: Scene = {
  name: 'the board with the longest names',
  async set({ page, flatline, database }) {
    await flatline.start(LONG_NAME, { phase: LONG_PHASE });
    const [dead] = await database.insert({
      scraper: `${LONG_NAME.slice(0, -1)}-`,
      startedAgo: 500,
      phase: LONG_PHASE,
    });
    await flatline.post('/api/sweeps', { runIds: [dead] });
    await open(page);
    await expect(deaths(page)).toBeVisible();
  },
};

const boardToast: Scene = {
  name: 'the board in a storm, with a toast',
  async set({ page, flatline, database }) {
    await raiseStorm(flatline, database);
    await expect(async () => {
      expect(await flatline.get('/api/watchdog')).toMatchObject({ storm: { silent: STORM_OF } });
    }).toPass();
    await open(page);
    await expect(banner(page)).toBeVisible();
    const run = await flatline.start('books', { phase: 'detail' });
    await expect(rowOf(page, 'books')).toBeVisible();
    await flatline.report(run, { type: 'finish', outcome: 'failed', message: 'The shop is shut' });
    await expect(page.getByRole('group', { name: 'books failed' })).toBeVisible();
  },
};

const boardMenu: Scene = {
  name: "the board with a row's menu open",
  async set({ page, flatline }) {
    await flatline.start('books', { phase: 'detail' });
    await open(page);
    await openMenu(page);
  },
  again: openMenu,
};

const boardCancel: Scene = {
  name: 'the board asking before it cancels',
  async set(stage) {
    await boardMenu.set(stage);
    await stage.page.getByRole('menuitem', { name: /^Cancel/ }).click();
    await expect(stage.page.getByRole('dialog')).toBeVisible();
  },
};

const boardReason: Scene = {
  name: 'the board asking why a run is given time',
  async set(stage) {
    await boardMenu.set(stage);
    await stage.page.getByRole('menuitem', { name: /with a reason/ }).click();
    await expect(stage.page.getByRole('dialog')).toBeVisible();
  },
};

const sweepStale: Scene = {
  name: 'the sweep dialog with stale runs',
  async set({ page, database }) {
    await database.insert(
      {
        scraper: 'books',
        startedAgo: 4000,
        heardAgo: 610,
        staleAfterSeconds: 600,
        phase: 'detail',
      },
      { scraper: LONG_NAME, startedAgo: 95, staleAfterSeconds: 90, phase: LONG_PHASE },
      { scraper: 'news', startedAgo: 90_000, staleAfterSeconds: 3600 },
      { scraper: 'reviews', startedAgo: 900, staleAfterSeconds: 600, deadlineIn: 300 },
    );
    await open(page);
    await page.getByRole('button', { name: /^Sweep/ }).click();
    await expect(page.getByRole('dialog').getByText('3 runs are stale')).toBeVisible();
  },
};

const sweepNothing: Scene = {
  name: 'the sweep dialog with nothing stale',
  async set({ page, flatline }) {
    await flatline.start('reviews');
    await open(page);
    await page.getByRole('button', { name: /^Sweep/ }).click();
    await expect(page.getByRole('dialog').getByText('Nothing is stale.')).toBeVisible();
  },
};

const offline: Scene = {
  name: 'the board while the server is away',
  async set(stage) {
    await boardFull.set(stage);
    await stage.flatline.stop('SIGKILL');
    await expect(stage.page.getByRole('banner').getByText(/^Offline/)).toBeVisible();
  },
};

const deaf: Scene = {
  name: 'the board while no run can be heard',
  async set(stage) {
    await boardFull.set(stage);
    await goDeaf(stage.flatline, stage.database);
    await expect(stage.page.getByRole('region', { name: 'No run can be heard' })).toBeVisible();
  },
};

/** The board and the sweep dialog in every state that looks different. */
export const BOARD_SCENES: readonly Scene[] = [
  boardEmpty,
  boardFull,
  boardLong,
  boardToast,
  boardMenu,
  boardCancel,
  boardReason,
  sweepStale,
  sweepNothing,
  offline,
  deaf,
];

async function openMenu(page: Page): Promise<void> {
  // A change of the window's size closes it at the next frame.
  await page.evaluate(
    () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
  );
  if (await page.getByRole('menu').isHidden()) {
    await page.getByRole('button', { name: 'More for books' }).click();
  }
  await expect(page.getByRole('menuitem', { name: 'Copy id' })).toBeVisible();
}
