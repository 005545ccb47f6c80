import type { RunPatch } from '../domain/events.ts';
import type { Clock } from '../domain/ports.ts';
import { mergePatches } from './run-patch.ts';

/** Patches on their way to the rooms, gathered into frames. */
export interface Frames {
  /** Sends at once when the room has been quiet, with the next frame otherwise. */
  push(room: string, patch: RunPatch): void;
  /** Takes back what is pending of one run; null when nothing is. */
  take(room: string, runId: string): RunPatch | null;
  /** Drops all that is pending, everywhere. */
  stop(): void;
}

/** The parts that {@link createFrames} stands on. */
export interface FramesParts {
  clock: Clock;
  /** Milliseconds between two frames of a room, at the least. */
  frameIntervalMs: number;
  hasMembers(room: string): boolean;
  send(room: string, patches: RunPatch[]): void;
}

/** A room between its last frame and the moment from which the next may follow. */
interface Busy {
  pending: Map<string, RunPatch>;
  callOff(): void;
}

/** Coalesces: at most one frame a room per interval, holding one merged patch a run. */
export function createFrames({ clock, frameIntervalMs, hasMembers, send }: FramesParts): Frames {
  const busy = new Map<string, Busy>();

  return {
    push(room, patch) {
      // A later member reads its snapshot after joining, and the snapshot holds this.
      if (!hasMembers(room)) return;
      const { pending } = busy.get(room) ?? {};
      if (pending === undefined) sendNow(room, [patch]);
      else pending.set(patch.id, mergePatches(pending.get(patch.id), patch));
    },
    take(room, runId) {
      const pending = busy.get(room)?.pending;
      const patch = pending?.get(runId) ?? null;
      pending?.delete(runId);
      return patch;
    },
    stop() {
      for (const { callOff } of busy.values()) callOff();
      busy.clear();
    },
  };

  function sendNow(room: string, patches: RunPatch[]): void {
    busy.set(room, {
      pending: new Map(),
      callOff: clock.after(frameIntervalMs, () => next(room)),
    });
    send(room, patches);
  }

  function next(room: string): void {
    const patches = [...(busy.get(room)?.pending.values() ?? [])];
    busy.delete(room);
    if (patches.length > 0 && hasMembers(room)) sendNow(room, patches);
  }
}
