import { median, timed } from '../statistics.ts';
import type { BenchServices } from './bench-services.ts';
import { silence, withClient } from './dataset.ts';
import { DUE } from './sizes.ts';

const REPEATS = 9;

/** How long marking takes, in milliseconds, medians. */
export interface MarkTimes {
  /** The one commit: the conditional update, the errors with their evidence, the row of the pass. */
  commit: number;
  /** The processor time of that. */
  commitCpu: number;
  /** The worst of the commits. */
  worstCommit: number;
  /**
   * What a mark leaves to a later commit: to copy its pages from SQLite's log into the file. The
   * store does so when the log has 8,000 pages.
   */
  checkpoint: number;
  /** The whole pass: find, judge, commit, tell. */
  pass: number;
}

/** Marks the due again and again, each time others. At the first call they must be due already. */
export async function measureMark(services: BenchServices, url: string): Promise<MarkTimes> {
  const passes: number[] = [];
  const checkpoints: number[] = [];
  for (let repeat = 0; repeat < REPEATS; repeat += 1) {
    if (repeat > 0) await silence(url, DUE, services.clock.now());
    const { ms, result } = await timed(() => markDue(services));
    if (result.marked.length !== DUE || result.sweep?.marked !== DUE) {
      throw new Error(`${result.marked.length} runs were marked instead of ${DUE}.`);
    }
    passes.push(ms);
    checkpoints.push((await timed(() => checkpoint(url))).ms);
  }
  const commits = services.commits.splice(0);
  return {
    commit: median(commits.map(({ ms }) => ms)),
    commitCpu: median(commits.map(({ cpuMs }) => cpuMs)),
    worstCommit: Math.max(...commits.map(({ ms }) => ms)),
    checkpoint: median(checkpoints),
    pass: median(passes),
  };
}

/** One pass, as the watchdog's. */
export function markDue({ detection }: BenchServices) {
  return detection.detectStaleRuns({ trigger: 'watchdog' }, new AbortController().signal);
}

function checkpoint(url: string) {
  return withClient(url, (client) => client.execute('PRAGMA wal_checkpoint(PASSIVE)'));
}
