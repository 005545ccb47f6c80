import { median, percentile, timed } from '../statistics.ts';
import type { BenchServices } from './bench-services.ts';
import { DUE } from './sizes.ts';

const REPEATS = 30;

/** How long finding the due takes, in milliseconds. */
export interface FindTimes {
  median: number;
  p99: number;
  /** The median of the processor time. */
  cpu: number;
}

/**
 * Finds the due runs again and again. Before each time a run beats, as runs do: a commit makes the
 * reading connection forget its pages, and a find that never meets that would look too fast.
 */
export async function measureFind(services: BenchServices): Promise<FindTimes> {
  const { clock, detection, runs } = services;
  const someone = await anyAlive(services);
  const times: number[] = [];
  const cpu: number[] = [];
  for (let repeat = 0; repeat < REPEATS; repeat += 1) {
    await runs.report(someone, [{ type: 'heartbeat' }]);
    const { ms, cpuMs, result } = await timed(() => detection.findStaleRuns(clock.now()));
    if (result.stale.length !== DUE) {
      throw new Error(`${result.stale.length} runs were found stale instead of ${DUE}.`);
    }
    times.push(ms);
    cpu.push(cpuMs);
  }
  return { median: median(times), p99: percentile(times, 99), cpu: median(cpu) };
}

async function anyAlive({ store, clock }: BenchServices): Promise<string> {
  const page = await store.runs.list(
    { statuses: ['RUNNING'], scraper: null, q: null, from: null, to: null, cursor: null, limit: 1 },
    clock.now(),
  );
  const id = page.rows[0]?.id;
  if (id === undefined) throw new Error('There is no RUNNING run.');
  return id;
}
