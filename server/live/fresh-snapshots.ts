import type { BoardSnapshot, RunSnapshot } from '../domain/events.ts';
import type { Snapshots } from '../domain/ports.ts';
import type { ProgressRegistry } from './progress-registry.ts';
import { createSharedReads } from './shared-reads.ts';

/** The parts that {@link createFreshSnapshots} stands on. */
export interface FreshSnapshotsParts {
  snapshots: Snapshots;
  registry: ProgressRegistry;
}

/**
 * Snapshots that are never older than what a room was told before the answer: a run may change
 * between the read and the answer, and the answer is the last word a subscriber hears of it.
 * Throws what the reads throw.
 */
export function createFreshSnapshots({ snapshots, registry }: FreshSnapshotsParts): Snapshots {
  const readBoard = createSharedReads(() => snapshots.board());
  const readRun = createSharedReads((id) => snapshots.run(id));

  return {
    async board() {
      const mark = registry.mark();
      let snapshot = await readBoard('');
      // The end was committed before the channel closed: a second read knows how each ended.
      if (snapshot.runs.some((run) => registry.isClosed(run.id))) snapshot = await readBoard('');
      const fresh = withTheTold(snapshot, mark);
      for (const run of fresh.runs) registry.meet(run);
      return fresh;
    },

    async run(id) {
      let snapshot = await readRun(id);
      if (snapshot !== null && isBehind(snapshot)) snapshot = await readRun(id);
      if (snapshot === null) return null;
      registry.meet(snapshot.run);
      const run = { ...snapshot.run, ...registry.newest(snapshot.run) };
      return { ...snapshot, run, closed: snapshot.closed || registry.isClosed(id) };
    },
  };

  function withTheTold(snapshot: BoardSnapshot, mark: number): BoardSnapshot {
    const live = snapshot.runs.filter((run) => !registry.isClosed(run.id));
    const known = new Set(live.map((run) => run.id));
    const started = registry.openedSince(mark).filter((run) => !known.has(run.id));
    return { ...snapshot, runs: [...live.map(registry.newest), ...started] };
  }

  function isBehind({ run, closed }: RunSnapshot): boolean {
    return (!closed && registry.isClosed(run.id)) || registry.newest(run) !== run;
  }
}
