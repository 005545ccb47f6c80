import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Bench } from '../bench.ts';
import { openBrowser } from '../browser.ts';
import { startProductionServer } from '../production-server.ts';
import { median, rounded } from '../statistics.ts';
import { startLoad } from './load.ts';
import { processorMs } from './processor.ts';
import { residentMb } from './resident.ts';

const IDLE_SECONDS = 10;
const LOAD = { runs: 1000, intervalMs: 5000, dashboards: 20 };
const LOAD_SECONDS = 35;

/** Resident memory of the production server: at rest, and with 1,000 live runs and 20 dashboards. */
export const memoryBench: Bench = {
  usesPages: true,
  bounds: { idleMb: 220, loadedMb: 300 },

  async run({ scratch, say }) {
    const server = await startProductionServer(`file:${join(scratch, 'memory.db')}`);
    try {
      const bootedMb = await residentMb(server.pid);
      await lookAtTheBoard(server.url);
      say(`> at rest for ${IDLE_SECONDS} s after a look at the board`);
      const idle = await sample(server.pid, IDLE_SECONDS);
      say(
        `> ${LOAD.runs} runs that report every ${LOAD.intervalMs / 1000} s, ${LOAD.dashboards} dashboards, ${LOAD_SECONDS} s`,
      );
      const load = await startLoad(server.url, LOAD);
      const processorBefore = await processorMs(server.pid);
      const loaded = await sample(server.pid, LOAD_SECONDS);
      const processor = (await processorMs(server.pid)) - processorBefore;
      const { events, frames } = load.counts();
      await load.stop();
      return {
        bootedMb: rounded(bootedMb),
        idleMb: rounded(median(idle)),
        loadedMb: rounded(Math.max(...loaded)),
        loadedMedianMb: rounded(median(loaded)),
        eventsPerSecond: Math.round(events / LOAD_SECONDS),
        framesPerSecond: Math.round(frames / LOAD_SECONDS),
        // Of the whole server: taking the event, storing it, telling it to all dashboards.
        processorMsAnEvent: rounded(processor / events),
      };
    } finally {
      await server.stop();
    }
  },
};

async function lookAtTheBoard(url: string): Promise<void> {
  const browser = await openBrowser();
  try {
    const page = await browser.newPage();
    await page.goto(`${url}/`, { waitUntil: 'load' });
    await page.waitForTimeout(2000);
  } finally {
    await browser.close();
  }
}

/** The resident memory once a second. */
async function sample(pid: number, seconds: number): Promise<number[]> {
  const samples: number[] = [];
  for (let second = 0; second < seconds; second += 1) {
    await wait(1000);
    samples.push(await residentMb(pid));
  }
  return samples;
}
