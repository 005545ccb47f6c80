import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Bench } from '../bench.ts';
import { startProductionServer } from '../production-server.ts';
import { createReporter, type Reporter } from '../reporter.ts';
import { median, percentile, rounded } from '../statistics.ts';
import { type Dashboard, openDashboard } from './dashboard.ts';
import { lagsOf } from './lags.ts';

const RUNS = 1000;
const STALE_AFTER_SECONDS = 5;
/** Starts, and with them deaths, are spread evenly over this time. */
const SPREAD_MS = 4000;
/** Each run beats once, this long after its start, and is never heard again. */
const BEAT_AFTER_MS = 1500;
/** What a run may be late before it counts as forgotten. */
const PATIENCE_MS = 20_000;

/** From the threshold of 1,000 runs that fall silent to the frame in a dashboard. */
export const lagBench: Bench = {
  usesPages: true,
  bounds: { p99Ms: 1000, missing: 0, repeated: 0, early: 0 },

  async run({ scratch, say }) {
    const server = await startProductionServer(`file:${join(scratch, 'lag.db')}`);
    const dashboard = await openDashboard(server.url);
    try {
      say(`> ${RUNS} runs start within ${SPREAD_MS / 1000} s, beat once and fall silent`);
      const thresholds = await fallSilent(createReporter(server.url));
      say('> waiting for their deaths');
      await untilTold(dashboard, Math.max(...thresholds.values()) + PATIENCE_MS);
      const { lags, ...wrong } = lagsOf(thresholds, await dashboard.received());
      const figures = {
        p50Ms: rounded(median(lags)),
        p99Ms: percentile(lags, 99),
        maxMs: Math.max(...lags),
        ...wrong,
      };
      say(
        `> from threshold to frame: p50 ${figures.p50Ms} ms, p99 ${figures.p99Ms} ms, max ${figures.maxMs} ms`,
      );
      return figures;
    } finally {
      dashboard.close();
      await server.stop();
    }
  },
};

/** Answers the moment at which each run becomes stale, by the clock that the server answered with. */
async function fallSilent(reporter: Reporter): Promise<Map<string, number>> {
  const startedAt = performance.now();
  const thresholds = new Map<string, number>();
  const lives = Array.from({ length: RUNS }, async (_, index) => {
    await until(startedAt + (index * SPREAD_MS) / RUNS);
    const { runId } = await reporter.start(`shop-${index % 20}`, STALE_AFTER_SECONDS);
    await wait(BEAT_AFTER_MS);
    const lastSign = await reporter.report(runId, [{ type: 'progress', done: 1, total: 10 }]);
    thresholds.set(runId, lastSign.now + STALE_AFTER_SECONDS * 1000);
  });
  await Promise.all(lives);
  return thresholds;
}

async function until(moment: number): Promise<void> {
  await wait(Math.max(0, moment - performance.now()));
}

/** A second longer than all deaths take, so that a frame that comes twice is seen. */
async function untilTold(dashboard: Dashboard, deadline: number): Promise<void> {
  while ((await dashboard.count()) < RUNS && Date.now() < deadline) await wait(250);
  await wait(1000);
}
