import type { RunPatch } from '../domain/events.ts';
import type { Run } from '../domain/run.ts';
import { changesOf, wholePatch } from './run-patch.ts';

/** What speaks on the channel of one live run. */
export interface RunBroadcaster {
  /** What is to be told of the run now; null for old news, for no news and once closed. */
  publish(run: Run): RunPatch | null;
  /** The last word, under the same rules; after it nothing is ever published. */
  close(run: Run): RunPatch | null;
  /** The run as it was last told; null when nothing was told yet. */
  lastTold(): Run | null;
  /** Notes that a subscriber has seen this rev: anything lower is old news. */
  seen(rev: number): void;
}

/** A broadcaster of a run that was told whole (`told`), or that some subscribers may not know (null). */
export function createRunBroadcaster(told: Run | null): RunBroadcaster {
  let last = told;
  let newestRev = told?.rev ?? Number.NEGATIVE_INFINITY;
  let closed = false;

  return {
    publish,
    close(run) {
      const patch = publish(run);
      closed = true;
      return patch;
    },
    lastTold: () => last,
    seen(rev) {
      newestRev = Math.max(newestRev, rev);
    },
  };

  function publish(run: Run): RunPatch | null {
    if (closed || run.rev < newestRev) return null;
    const patch = patchTo(run);
    last = run;
    newestRev = run.rev;
    return patch;
  }

  /**
   * A rev that was never told leaves room for a field that changed and changed back, which a
   * comparison would miss and a snapshot taken in between would keep: after a gap all is told.
   */
  function patchTo(run: Run): RunPatch | null {
    if (last === null || run.rev > last.rev + 1) return wholePatch(run);
    return changesOf(last, run);
  }
}
