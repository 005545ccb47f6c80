import type { RunPatch } from '../domain/events.ts';

/** Who is behind, and which runs they missed: one number a socket and one a run that was told of meanwhile. */
export interface MissedRuns {
  /** A frame of these patches goes out, and these sockets do not get it. */
  frame(behind: readonly string[], patches: readonly RunPatch[]): void;
  isBehind(socketId: string): boolean;
  someBehind(): boolean;
  /** Lets go of those who have caught up, with the runs that they may not know any more. */
  take(hasCaughtUp: (socketId: string) => boolean): { ids: string[]; runIds: string[] }[];
  /** A socket is gone. */
  forget(socketId: string): void;
}

/** Nobody is behind. */
export function createMissedRuns(): MissedRuns {
  /** The first frame that each socket missed. */
  const since = new Map<string, number>();
  /** The newest frame that told of each run while anybody was behind. */
  const toldIn = new Map<string, number>();
  let frames = 0;

  return {
    frame(behind, patches) {
      frames += 1;
      for (const id of behind) if (!since.has(id)) since.set(id, frames);
      if (since.size > 0) for (const { id } of patches) toldIn.set(id, frames);
    },
    isBehind: (id) => since.has(id),
    someBehind: () => since.size > 0,
    take(hasCaughtUp) {
      const ready = new Map<number, string[]>();
      for (const [id, first] of since) {
        if (hasCaughtUp(id)) ready.set(first, [...(ready.get(first) ?? []), id]);
      }
      const taken = [...ready].map(([first, ids]) => ({ ids, runIds: toldSince(first) }));
      for (const id of [...ready.values()].flat()) since.delete(id);
      forgetRuns();
      return taken;
    },
    forget(id) {
      if (since.delete(id)) forgetRuns();
    },
  };

  function toldSince(first: number): string[] {
    return [...toldIn].filter(([, frame]) => frame >= first).map(([runId]) => runId);
  }

  /** What nobody who is still behind has missed. */
  function forgetRuns(): void {
    const first = [...since.values()].reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
    for (const [runId, frame] of toldIn) if (frame < first) toldIn.delete(runId);
  }
}
