import { join } from 'node:path';
import type { Bench, BenchTools, Figures } from '../bench.ts';
import { rounded, timed } from '../statistics.ts';
import { type BenchServices, openServices } from './bench-services.ts';
import { fill, silence } from './dataset.ts';
import { type FindTimes, measureFind } from './find.ts';
import { measureFloor } from './floor.ts';
import { measureHistory } from './history.ts';
import { markDue, measureMark } from './mark.ts';
import { explain, fullScans, observe } from './observed-sql.ts';
import { DUE, FULL, SHORT_PAST, SMALL } from './sizes.ts';

/** Finding and marking 1,000 due runs among 100,000 RUNNING ones and 1,000,000 past ones. */
export const sweepBench: Bench = {
  usesPages: false,
  bounds: { findMedianMs: 10, findFullScans: 0, markCommitMs: 80 },

  async run(tools) {
    const small = await onDatabase(tools, 'small', SMALL, measureFind);
    const shortPast = await onDatabase(tools, 'short-past', SHORT_PAST, measureFind);
    const full = await onDatabase(tools, 'full', FULL, (services, url) =>
      measureAll(services, url, tools),
    );
    const figures = { ...full, ...ratios(full, small, shortPast) };
    for (const [name, value] of Object.entries(figures)) tools.say(`  ${name}: ${rounded(value)}`);
    return Object.fromEntries(
      Object.entries(figures).map(([name, value]) => [name, rounded(value)]),
    );
  },
};

/** Makes a database of this size with 1,000 due runs, and measures on it. */
async function onDatabase<T>(
  { scratch, say }: BenchTools,
  name: string,
  size: { past: number; running: number },
  measure: (services: BenchServices, url: string) => Promise<T>,
): Promise<T> {
  const url = `file:${join(scratch, `${name}.db`)}`;
  await (await openServices(url)).stop();
  const filled = await timed(async () => {
    await fill(url, size, Date.now());
    await silence(url, DUE, Date.now());
  });
  say(
    `> ${size.past} past and ${size.running} RUNNING runs, ${DUE} of them due: made in ${Math.round(filled.ms)} ms`,
  );
  const services = await openServices(url);
  try {
    return await measure(services, url);
  } finally {
    await services.stop();
  }
}

async function measureAll(
  services: BenchServices,
  url: string,
  { say }: BenchTools,
): Promise<Figures & { findMedianMs: number }> {
  const find = await measureFind(services);
  const scans = await showPlans('findStaleRuns', url, say, () =>
    services.detection.findStaleRuns(services.clock.now()),
  );
  const history = await measureHistory(services);
  const idle = await measureTimer(services);
  const mark = await measureMark(services, url);
  const floor = await measureFloor(url);
  await silence(url, DUE, services.clock.now());
  await showPlans('the mark', url, say, () => markDue(services));
  return {
    findMedianMs: find.median,
    findP99Ms: find.p99,
    findCpuMs: find.cpu,
    findFullScans: scans,
    markCommitMs: mark.commit,
    markCommitCpuMs: mark.commitCpu,
    markCommitWorstMs: mark.worstCommit,
    markFloorMs: floor.ms,
    markFloorCpuMs: floor.cpu,
    markCheckpointMs: mark.checkpoint,
    passMs: mark.pass,
    ...idle,
    ...history,
  };
}

/** What the timer and the banner ask for, however many runs are RUNNING. */
async function measureTimer({ store }: BenchServices): Promise<Figures> {
  await store.stale.nextDeadline();
  return {
    nextDeadlineMs: (await timed(() => store.stale.nextDeadline())).ms,
    countRunningMs: (await timed(() => store.runs.countRunning())).ms,
  };
}

/** Prints how SQLite goes about what `work` asks of it; answers how many full scans there are. */
async function showPlans(
  what: string,
  url: string,
  say: (line: string) => void,
  work: () => Promise<unknown>,
): Promise<number> {
  let scans = 0;
  for (const statement of await observe(work)) {
    const plan = await explain(url, statement);
    scans += fullScans(plan).length;
    say(`> the plan of ${what}: ${statement.sql.replace(/\s+/g, ' ').trim().slice(0, 100)}`);
    for (const step of plan) say(`    ${step}`);
  }
  return scans;
}

function ratios(full: { findMedianMs: number }, small: FindTimes, shortPast: FindTimes): Figures {
  return {
    /** Ten times the past runs: 1 means that they cost nothing. */
    findTenTimesThePast: full.findMedianMs / shortPast.median,
    findTenTimesTheRunning: shortPast.median / small.median,
  };
}
