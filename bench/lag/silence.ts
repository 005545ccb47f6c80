import { setTimeout as wait } from 'node:timers/promises';
import type { Reporter } from '../reporter.ts';

/** A server that is reported to. */
export interface Node {
  reporter: Reporter;
}

/** The patience of those who fall silent, in seconds. */
const STALE_AFTER_SECONDS = 10;
/** The patience of those who live on. */
const A_WEEK = 604_800;
/** Over how many milliseconds the runs report for the last time. */
const SPREAD_MS = 30_000;
/** Requests in flight at once, while those are started who live on. */
const IN_FLIGHT = 16;

/**
 * Starts `count` runs, spread over the nodes and over 30 s, which report once and fall silent.
 * Answers the moment at which each becomes stale, by the clock that its server answered with.
 */
export async function fallSilent(
  nodes: readonly Node[],
  count: number,
): Promise<Map<string, number>> {
  const reporterOf = (index: number) => {
    const node = nodes[index % nodes.length];
    if (node === undefined) throw new Error('There is no node to report to.');
    return node.reporter;
  };
  // As many live on: with most of them silent at once the storm guard would hold the others.
  await inTurn(count, (index) => reporterOf(index).start('bystander', A_WEEK));
  const thresholds = new Map<string, number>();
  const beginning = performance.now();
  const one = async (index: number) => {
    await wait(Math.max(0, beginning + (index / count) * SPREAD_MS - performance.now()));
    const reporter = reporterOf(index);
    const { runId } = await reporter.start(`shop-${index % 20}`, STALE_AFTER_SECONDS);
    const lastSign = await reporter.report(runId, [{ type: 'progress', done: 1, total: 10 }]);
    thresholds.set(runId, lastSign.now + STALE_AFTER_SECONDS * 1000);
  };
  await Promise.all(Array.from({ length: count }, (_, index) => one(index)));
  return thresholds;
}

/** Does the work of 0 to `count` - 1 in this order, a few at a time. */
async function inTurn(count: number, work: (index: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const one = async () => {
    while (next < count) {
      next += 1;
      await work(next - 1);
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, one));
}
