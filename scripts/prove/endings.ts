import type { Live } from '../../server/domain/ports.ts';

/** A {@link Live} that counts how often each run was told to have ended, and nothing else. */
export interface Endings extends Live {
  of(runId: string): number;
}

export function createEndings(): Endings {
  const told = new Map<string, number>();
  const nothing = () => {};
  return {
    of: (runId) => told.get(runId) ?? 0,
    ended: (run) => void told.set(run.id, (told.get(run.id) ?? 0) + 1),
    started: nothing,
    progressed: nothing,
    suspected: nothing,
    recovered: nothing,
    stuck: nothing,
    watchdogChanged: nothing,
    spokeAgain: nothing,
    swept: nothing,
  };
}
