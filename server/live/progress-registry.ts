import type { RunPatch } from '../domain/events.ts';
import type { Clock } from '../domain/ports.ts';
import { isTerminal, type Run } from '../domain/run.ts';
import type { Millis } from '../domain/time.ts';
import { createRunBroadcaster, type RunBroadcaster } from './run-broadcaster.ts';

/** The broadcasters of the live runs, in memory: empty after a restart, refilled as runs are heard of. */
export interface ProgressRegistry {
  /** Opens a run's channel; the run as it is to be told, or null when the channel has closed. */
  open(run: Run): Run | null;
  /** What is to be told of a live run; null when there is no news or the channel has closed. */
  publish(run: Run): RunPatch | null;
  /** Closes a run's channel for good: its last patch, or `'closed'` when that had happened before. */
  close(run: Run): RunPatch | null | 'closed';
  /** Notes a run that a snapshot showed. */
  meet(run: Run): void;
  isClosed(runId: string): boolean;
  /** The runs whose channels are open. */
  ids(): string[];
  /** The newer of this run and what was last told of it. */
  newest(run: Run): Run;
  /** A live run as it was last told; null when there is nothing to tell of it any more, or yet. */
  told(runId: string): Run | null;
  /** A point in the order in which channels open, for {@link ProgressRegistry.openedSince}. */
  mark(): number;
  /** Live runs whose channels opened after `mark`, as they were last told. */
  openedSince(mark: number): Run[];
  /** How many channels are open. */
  size(): number;
}

/**
 * How long a closed channel is remembered, in milliseconds. What comes late comes from a call that
 * was under way when the run ended, and none takes this long.
 */
export const CLOSED_KEPT_FOR: Millis = 5 * 60_000;

export function createProgressRegistry({ clock }: { clock: Clock }): ProgressRegistry {
  const channels = new Map<string, { broadcaster: RunBroadcaster; opened: number }>();
  /** When each channel closed, oldest first. */
  const closed = new Map<string, Millis>();
  let opened = 0;

  return {
    open(run) {
      if (closed.has(run.id) || isTerminal(run.status)) return null;
      if (!channels.has(run.id)) add(run.id, createRunBroadcaster(run));
      return newest(run);
    },
    publish(run) {
      if (closed.has(run.id) || isTerminal(run.status)) return null;
      return broadcasterOf(run.id).publish(run);
    },
    close(run) {
      if (closed.has(run.id)) return 'closed';
      const patch = broadcasterOf(run.id).close(run);
      channels.delete(run.id);
      forgetOld();
      closed.set(run.id, clock.now());
      return patch;
    },
    meet(run) {
      if (closed.has(run.id) || isTerminal(run.status)) return;
      broadcasterOf(run.id).seen(run.rev);
    },
    isClosed: (runId) => closed.has(runId),
    ids: () => [...channels.keys()],
    newest,
    told,
    mark: () => opened,
    openedSince: (mark) =>
      [...channels.values()]
        .filter((channel) => channel.opened > mark)
        .flatMap(({ broadcaster }) => broadcaster.lastTold() ?? []),
    size: () => channels.size,
  };

  function broadcasterOf(runId: string): RunBroadcaster {
    return channels.get(runId)?.broadcaster ?? add(runId, createRunBroadcaster(null));
  }

  function add(runId: string, broadcaster: RunBroadcaster): RunBroadcaster {
    opened += 1;
    channels.set(runId, { broadcaster, opened });
    return broadcaster;
  }

  function told(runId: string): Run | null {
    return channels.get(runId)?.broadcaster.lastTold() ?? null;
  }

  function newest(run: Run): Run {
    const last = told(run.id);
    return last !== null && last.rev > run.rev ? last : run;
  }

  function forgetOld(): void {
    const before = clock.now() - CLOSED_KEPT_FOR;
    for (const [runId, at] of closed) {
      if (at > before) return;
      closed.delete(runId);
    }
  }
}
