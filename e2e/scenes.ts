import type { Page } from '@playwright/test';
import { deaths, open } from './board.ts';
import type { Database } from './database.ts';
import { expect } from './flatline.ts';
import { fallIll } from './illness.ts';
import { everyday, LONG_NAME, LONG_PHASE } from './scene-runs.ts';
import type { Server } from './server.ts';

/** What a scene is made of. */
export interface Stage {
  page: Page;
  flatline: Server;
  database: Database;
}

/** A page in a state that a person may find it in. `set` brings it about and leaves the page there. */
export interface Scene {
  name: string;
  set(stage: Stage): Promise<void>;
  /** Brings back what a change of the window's size puts away. */
  again?(page: Page): Promise<void>;
}

/** Settings under which every scene holds still. */
export const SCENE_SETTINGS = { SWEEP_CRON: '0 0 29 2 *' };

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
  name: 'the board with a toast',
  async set({ page, flatline }) {
    await open(page);
    const run = await flatline.start('books', { phase: 'detail' });
    await expect(page.getByRole('progressbar')).toBeVisible();
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

const runRunning: Scene = {
  name: 'the page of a running run',
  async set(stage) {
    const { running } = await everyday(stage);
    await open(stage.page, `/runs/${running}`);
    await expect(stage.page.getByText('Running for')).toBeVisible();
  },
};

const runStale: Scene = {
  name: 'the page of a run that died and spoke again',
  async set(stage) {
    const { stale } = await everyday(stage);
    await stage.flatline.report({ id: stale }, { type: 'heartbeat' }).catch(() => {});
    await open(stage.page, `/runs/${stale}`);
    await expect(stage.page.getByText(/It spoke again/)).toBeVisible();
  },
};

const runCompleted: Scene = {
  name: 'the page of a completed run with errors and a log',
  async set(stage) {
    const { completed } = await everyday(stage);
    await open(stage.page, `/runs/${completed}`);
    await expect(stage.page.getByText('Completed after')).toBeVisible();
  },
};

const runLong: Scene = {
  name: 'the page of a run with the longest names',
  async set({ page, flatline }) {
    const run = await flatline.start(LONG_NAME, {
      phase: LONG_PHASE,
      meta: { key: 'x'.repeat(2000) },
    });
    await flatline.report(
      run,
      { type: 'progress', done: 2 ** 53 - 1, unit: LONG_PHASE, message: 'y'.repeat(8192) },
      {
        type: 'error',
        errorType: LONG_PHASE,
        message: 'z'.repeat(8192),
        url: `https://x.test/${'u'.repeat(2000)}`,
      },
      { type: 'log', level: 'info', message: 'w'.repeat(8192) },
    );
    await open(page, `/runs/${run.id}`);
    await expect(page.getByText('Running for')).toBeVisible();
  },
};

const runUnknown: Scene = {
  name: 'the page of a run that does not exist',
  async set({ page }) {
    await open(page, '/runs/019b76da-a800-7000-8000-0123456789ab');
    await expect(page.getByText('There is no run with this id')).toBeVisible();
  },
};

const historyFull: Scene = {
  name: 'the history',
  async set(stage) {
    await everyday(stage);
    await open(stage.page, '/runs');
    await expect(stage.page.getByRole('table', { name: 'Runs, newest first' })).toBeVisible();
  },
};

const historyFiltered: Scene = {
  name: 'the history with filters that nothing matches',
  async set(stage) {
    await everyday(stage);
    await open(stage.page, `/runs?status=FAILED&q=${LONG_NAME}&from=2026-01-01T00:00:00.000Z`);
    await expect(stage.page.getByText('No run matches')).toBeVisible();
  },
};

const historyEmpty: Scene = {
  name: 'the history before the first run',
  async set({ page }) {
    await open(page, '/runs');
    await expect(page.getByText('There are no runs yet')).toBeVisible();
  },
};

const watchdog: Scene = {
  name: 'the watchdog',
  async set(stage) {
    await everyday(stage);
    await open(stage.page, '/watchdog');
    await expect(stage.page.getByRole('table', { name: 'Sweeps, newest first' })).toBeVisible();
  },
};

const watchdogIll: Scene = {
  name: 'the banner while the watchdog is not healthy',
  async set({ page, flatline, database }) {
    await fallIll(flatline, database);
    await open(page, '/watchdog');
    await expect(page.getByText('The watchdog is not healthy.')).toBeVisible();
  },
};

const notFound: Scene = {
  name: 'a page that does not exist',
  async set({ page }) {
    await open(page, '/nowhere');
    await expect(page.getByText('There is no such page')).toBeVisible();
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

/** Every page in every state that looks different. */
export const SCENES: readonly Scene[] = [
  boardEmpty,
  boardFull,
  boardLong,
  boardToast,
  boardMenu,
  boardCancel,
  sweepStale,
  sweepNothing,
  runRunning,
  runStale,
  runCompleted,
  runLong,
  runUnknown,
  historyFull,
  historyFiltered,
  historyEmpty,
  watchdog,
  watchdogIll,
  notFound,
  offline,
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

/** What the browser says of its own accord while a scene is set. */
export const SCENE_COMPLAINTS = /^Failed to load resource|^WebSocket connection/;
