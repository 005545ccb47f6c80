import { newerRun } from '../../app/live/newer-run.ts';
import { patchRun } from '../../app/live/patch.ts';
import type { BoardSnapshot, RunPatch } from '../../server/domain/events.ts';
import type { Run } from '../../server/domain/run.ts';

/** A board in a browser: what it was told of each run, by the rules of the pages. */
export interface Dashboard {
  /** It asks for a snapshot: what it hears meanwhile counts after that. */
  asks(): void;
  /** The snapshot that it asked for; null when there was none. */
  answered(snapshot: BoardSnapshot | null): void;
  told(run: Run): void;
  patched(patches: readonly RunPatch[]): void;
  /** Nobody tells it anything until it asks again. */
  lost(): void;
  isConnected(): boolean;
  knows(runId: string): Run | undefined;
  /** All that it knows of; the ended ones are forgotten afterwards. */
  takeStock(): Run[];
}

export function createDashboard(): Dashboard {
  const known = new Map<string, Run>();
  let connected = false;
  let meanwhile: (() => void)[] | null = null;

  return {
    asks() {
      connected = true;
      meanwhile = [];
    },
    answered(snapshot) {
      const heard = meanwhile ?? [];
      meanwhile = null;
      if (snapshot === null) connected = false;
      else apply(snapshot);
      for (const tell of heard) tell();
    },
    told: (run) => hear(() => tell(run)),
    patched: (patches) => hear(() => patches.forEach(patch)),
    lost() {
      connected = false;
      meanwhile = null;
    },
    isConnected: () => connected && meanwhile === null,
    knows: (runId) => known.get(runId),
    takeStock() {
      const all = [...known.values()];
      for (const run of all) if (run.status !== 'RUNNING') known.delete(run.id);
      return all;
    },
  };

  function hear(change: () => void): void {
    if (!connected) return;
    if (meanwhile === null) change();
    else meanwhile.push(change);
  }

  function tell(run: Run): void {
    known.set(run.id, newerRun(known.get(run.id), run));
  }

  function patch(change: RunPatch): void {
    const run = known.get(change.id);
    if (run !== undefined) known.set(change.id, patchRun(run, change));
  }

  /** What the snapshot leaves out has ended while nobody told: dead where it says so, else gone. */
  function apply(snapshot: BoardSnapshot): void {
    const present = new Set(snapshot.runs.map(({ id }) => id));
    const dead = new Map(snapshot.recent.map((run) => [run.id, run]));
    for (const run of [...known.values()]) {
      if (present.has(run.id)) continue;
      const death = dead.get(run.id);
      if (death !== undefined) known.set(run.id, newerRun(run, death));
      else if (run.status === 'RUNNING') known.delete(run.id);
    }
    for (const run of snapshot.runs) tell(run);
  }
}
