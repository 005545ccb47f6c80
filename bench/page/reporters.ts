import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { CrowdRun } from './crowd.ts';

/** Reporters in a process of their own. */
export interface Reporters {
  /** Reports that were acknowledged so far. */
  count(): Promise<number>;
  stop(): void;
}

/** Lets runs of the crowd tell of their progress, so many a second, until stopped. */
export function startReporters(
  url: string,
  crowd: readonly CrowdRun[],
  perSecond: number,
): Reporters {
  const script = fileURLToPath(new URL('reporting.ts', import.meta.url));
  const child = fork(script, [url, String(perSecond)], { execArgv: ['--import', 'tsx'] });
  child.send([...crowd]);
  return {
    async count() {
      const answered = once(child, 'message');
      child.send('how many');
      return (await answered)[0] as number;
    },
    stop: () => child.disconnect(),
  };
}
