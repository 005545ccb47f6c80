import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import type { Bench } from '../bench.ts';
import { openBrowser } from '../browser.ts';
import { startProductionServer } from '../production-server.ts';
import { rounded } from '../statistics.ts';
import { stepsOn, take } from './board-use.ts';
import { makeCrowd } from './crowd.ts';
import { startReporters } from './reporters.ts';
import { measureSnapshot } from './snapshot.ts';
import { type Task, tracedTasks } from './tasks.ts';
import { forgetVitals, readVitals, watchVitals } from './vitals.ts';

const RUNS = 10_000;
const CHANGES_A_SECOND = 50;
const WARM_UP_MS = 5000;
const TRACE_MS = 10_000;
const WINDOW = { width: 1280, height: 900 };

/** The board with 10,000 live runs of which 50 report a second, while somebody uses it. */
export const pageBench: Bench = {
  usesPages: true,
  bounds: { inpMs: 100, cls: 0.02, longTasks: 0, longestTaskMs: 50 },

  async run({ scratch, say }) {
    const databaseUrl = `file:${join(scratch, 'page.db')}`;
    const crowd = await makeCrowd(databaseUrl, RUNS);
    const server = await startProductionServer(databaseUrl);
    const browser = await openBrowser();
    try {
      const snapshot = await measureSnapshot(server.url);
      const reporters = startReporters(server.url, crowd, CHANGES_A_SECOND);
      const page = await browser.newPage({ viewport: WINDOW });
      await watchVitals(page);

      say(`> the board of ${RUNS} runs is opened; ${CHANGES_A_SECOND} a second report`);
      const opening = await tracedTasks(browser, page, () => openBoard(page, server.url));
      const { firstRows } = await readVitals(page);

      const steps = await stepsOn(page);
      await take(steps, WARM_UP_MS);
      await page.evaluate(() => window.scrollTo(0, 0));
      await forgetVitals(page);
      say(`> somebody uses it, for ${TRACE_MS / 1000} s`);
      let changes = 0;
      const tasks = await tracedTasks(browser, page, async () => {
        const before = await reporters.count();
        await take(steps, TRACE_MS);
        changes = (await reporters.count()) - before;
      });
      if (new URL(page.url()).pathname !== '/') throw new Error('The board was left.');
      const { interactions, shifts, longTasks } = await readVitals(page);
      const heapMb = await measureHeap(page);
      reporters.stop();
      return {
        inpMs: inpOf(interactions),
        interactions: interactions.length,
        cls: rounded(shifts.reduce((sum, shift) => sum + shift, 0)),
        longTasks: longTasks.length,
        ...longestOf(tasks),
        busyShare: rounded(tasks.reduce((sum, { ms }) => sum + ms, 0) / TRACE_MS),
        changesASecond: rounded((changes * 1000) / TRACE_MS),
        firstRowsMs: rounded(firstRows ?? Number.NaN),
        openingTaskMs: longestOf(opening).longestTaskMs,
        snapshotMs: rounded(snapshot.ms),
        snapshotBytes: snapshot.bytes,
        heapMb: rounded(heapMb),
      };
    } finally {
      await browser.close();
      await server.stop();
    }
  },
};

async function openBoard(page: Page, url: string): Promise<void> {
  await page.goto(url, { waitUntil: 'load' });
  await page.locator('[data-run]').first().waitFor();
  // What the opening puts off is part of it.
  await wait(2000);
}

function longestOf(tasks: readonly Task[]): { longestTaskMs: number; longestTaskCpuMs: number } {
  return {
    longestTaskMs: rounded(Math.max(...tasks.map(({ ms }) => ms))),
    longestTaskCpuMs: rounded(Math.max(...tasks.map(({ cpuMs }) => cpuMs))),
  };
}

/** The interaction to next paint of a visit, in milliseconds: the worst, but one in fifty is let go. */
function inpOf(interactions: readonly number[]): number {
  const worstFirst = [...interactions].sort((a, b) => b - a);
  return worstFirst[Math.floor(interactions.length / 50)] ?? 0;
}

/** What the page's JavaScript holds after a collection, in MB of 10^6 bytes. */
async function measureHeap(page: Page): Promise<number> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('HeapProfiler.collectGarbage');
  const { usedSize } = await devtools.send('Runtime.getHeapUsage');
  return usedSize / 1e6;
}
