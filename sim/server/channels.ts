import type { BoardSnapshot } from '../../server/domain/events.ts';
import { LIMITS } from '../../server/domain/limits.ts';
import type { Clock, Live, Snapshots } from '../../server/domain/ports.ts';
import { isTerminal, type Run } from '../../server/domain/run.ts';
import { createFrames } from '../../server/live/frames.ts';
import { createFreshSnapshots } from '../../server/live/fresh-snapshots.ts';
import { createProgressRegistry } from '../../server/live/progress-registry.ts';
import { BOARD, runRoom } from '../../server/live/rooms.ts';
import type { Dashboard } from './dashboard.ts';

/** The channels of one life of a server: the real registry and frames, without sockets. */
export interface Channels {
  live: Live;
  /** A dashboard joins the board and is answered with its snapshot; false: there was none. */
  subscribe(dashboard: Dashboard): Promise<boolean>;
}

/** The parts that {@link createChannels} stands on. */
export interface ChannelsParts {
  clock: Clock;
  dashboards: readonly Dashboard[];
  /** Whether someone looks at the page of this run. */
  isWatched(runId: string): boolean;
  /** The last word on a watched run's channel. */
  closed(runId: string): void;
  snapshots(): Snapshots;
}

/** Tells what `server/live/live.ts` tells, in its order. */
export function createChannels(parts: ChannelsParts): Channels {
  const { clock, dashboards } = parts;
  const registry = createProgressRegistry({ clock });
  const frames = createFrames({
    clock,
    frameIntervalMs: LIMITS.frameIntervalMs,
    hasMembers: (room) => room === BOARD || parts.isWatched(room.slice(runRoom('').length)),
    send(room, patches) {
      if (room === BOARD) for (const dashboard of dashboards) dashboard.patched(patches);
    },
  });
  const fresh = createFreshSnapshots({
    snapshots: { board: () => parts.snapshots().board(), run: (id) => parts.snapshots().run(id) },
    registry,
  });

  return {
    live: {
      started(run) {
        const told = registry.open(run);
        if (told !== null) toAll(told);
      },
      progressed,
      ended(run) {
        if (registry.close(run) === 'closed') return;
        frames.take(runRoom(run.id), run.id);
        if (parts.isWatched(run.id)) parts.closed(run.id);
        frames.take(BOARD, run.id);
        toAll(run);
      },
      suspected: (run) => announce(run, ({ suspectedAt }) => suspectedAt !== null),
      recovered: (run) => announce(run, ({ suspectedAt }) => suspectedAt === null),
      stuck: (run) => announce(run, ({ stuckAt }) => stuckAt !== null),
      watchdogChanged: () => {},
      spokeAgain: ({ id, rev, spokeAgainAt }) => frames.push(BOARD, { id, rev, spokeAgainAt }),
      swept: () => {},
    },
    async subscribe(dashboard) {
      dashboard.asks();
      const snapshot: BoardSnapshot | null = await fresh.board().catch(() => null);
      dashboard.answered(snapshot);
      return snapshot !== null;
    },
  };

  function progressed(run: Run): void {
    const patch = registry.publish(run);
    if (patch === null) return;
    frames.push(BOARD, patch);
    frames.push(runRoom(run.id), patch);
  }

  function announce(run: Run, isSo: (run: Run) => boolean): void {
    if (isTerminal(run.status) || registry.isClosed(run.id)) return;
    progressed(run);
    const told = registry.newest(run);
    if (isSo(told)) toAll(told);
  }

  function toAll(run: Run): void {
    for (const dashboard of dashboards) dashboard.told(run);
  }
}
