import { open } from './board.ts';
import { expect } from './flatline.ts';
import { fallIll } from './illness.ts';
import type { Scene } from './scene.ts';
import { everyday, LONG_NAME, LONG_PHASE } from './scene-runs.ts';

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

/** The pages beside the board in every state that looks different. */
export const PAGE_SCENES: readonly Scene[] = [
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
];
