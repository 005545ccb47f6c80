import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Bench } from '../bench.ts';
import { startProductionServer } from '../production-server.ts';
import { createReporter, type Reporter } from '../reporter.ts';
import { median, percentile, rounded } from '../statistics.ts';
import { type Dashboard, openDashboard } from './dashboard.ts';
import { lagsOf } from './lags.ts';

const RUNS = 1000;
const STALE_AFTER_SECONDS = 10;
/** The patience of those who live on, in seconds. */
const A_WEEK = 604_800;
/** Requests in flight at once: as many runs fall silent a second as this machine takes reports. */
const IN_FLIGHT = 16;
/** What a run may be late before it counts as forgotten. */
const PATIENCE_MS = 20_000;

/** From the threshold of 1,000 runs that fall silent to the frame in a dashboard. */
export const lagBench: Bench = {
  usesPages: true,
  bounds: { p99Ms: 1000, missing: 0, repeated: 0, early: 0 },

  async run({ scratch, say }) {
    const server = await startProductionServer(`file:${join(scratch, 'lag.db')}`);
    const dashboard = await openDashboard(server.url);
    const reporter = createReporter(server.url);
    try {
      say(`> ${RUNS} runs start, report once and fall silent`);
      const thresholds = await fallSilent(reporter);
      const spread = Math.max(...thresholds.values()) - Math.min(...thresholds.values());
      say(`> waiting for their deaths, which are due within ${spread} ms of each other`);
      await untilTold(dashboard, Math.max(...thresholds.values()) + PATIENCE_MS);
      const { lags, ...wrong } = lagsOf(thresholds, await dashboard.received());
      const figures = {
        p50Ms: rounded(median(lags)),
        p99Ms: percentile(lags, 99),
        maxMs: Math.max(...lags),
        deathsWithinMs: spread,
        ...wrong,
      };
      say(
        `> from threshold to frame: p50 ${figures.p50Ms} ms, p99 ${figures.p99Ms} ms, max ${figures.maxMs} ms`,
      );
      return figures;
    } finally {
      reporter.close();
      dashboard.close();
      await server.stop();
    }
  },
};

/** Answers the moment at which each run becomes stale, by the clock that the server answered with. */
async function fallSilent(reporter: Reporter): Promise<Map<string, number>> {
  const runIds: string[] = [];
  await inTurn(RUNS, async (index) => {
    const { runId } = await reporter.start(`shop-${index % 20}`, STALE_AFTER_SECONDS);
    runIds[index] = runId;
  });
  // As many live on: with most of them silent at once the storm guard would hold the others.
  await inTurn(RUNS, async () => void (await reporter.start('bystander', A_WEEK)));
  const thresholds = new Map<string, number>();
  await inTurn(RUNS, async (index) => {
    const events = [{ type: 'progress', done: 1, total: 10 } as const];
    const lastSign = await reporter.report(runIds[index] ?? '', events);
    thresholds.set(lastSign.runId, lastSign.now + STALE_AFTER_SECONDS * 1000);
  });
  return thresholds;
}

/** Does the work of 0 to `count` - 1 in this order, a few at a time. */
async function inTurn(count: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const one = async () => {
    while (next < count) {
      next += 1;
      await work(next - 1);
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, one));
}

/** A second longer than all deaths take, so that a frame that comes twice is seen. */
async function untilTold(dashboard: Dashboard, deadline: number): Promise<void> {
  while ((await dashboard.count()) < RUNS && Date.now() < deadline) await wait(250);
  await wait(1000);
}
