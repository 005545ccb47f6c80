import type { RunPatch } from '../../server/domain/events.ts';
import { isTerminal, type Run } from '../../server/domain/run.ts';
import type { Board, RunAnswer } from './answers.ts';
import { newerRun } from './newer-run.ts';
import { changed, positionOf } from './positions.ts';
import { deathsAfterSnapshot, deathsWith } from './recent.ts';

/** How long a row that ended stays in the cache, so that it can be seen to end; milliseconds. */
const ENDED_ROWS_KEPT = 10 * 60_000;

/** A run with a patch on it; the same object when the patch is old news. */
export function patchRun<T extends Run>(run: T, patch: RunPatch): T {
  const patched = { ...run, ...patch };
  return newerRun(run, patched);
}

/** `runs` with the patches that belong to them; the same array when nothing changed. */
export function patchRuns<T extends Run>(runs: readonly T[], patches: readonly RunPatch[]): T[] {
  return changed(runs, patches, patchRun);
}

/** `runs` with `told` in its place where it is among them; the same array when it is not. */
export function replaceRun(runs: readonly Run[], told: Run): Run[] {
  return changed(runs, [told], newerRun);
}

/**
 * The board after a snapshot. What the snapshot leaves out has ended while nobody told us: it
 * turns into its death where the snapshot knows of one, and goes otherwise.
 */
export function boardFromSnapshot(known: Board | undefined, snapshot: Board): Board {
  const before = new Map(known?.runs.map((run) => [run.id, run]));
  const runs = snapshot.runs.map((run) => newerRun(before.get(run.id), run));
  const present = new Set(runs.map((run) => run.id));
  const deaths = deathsAfterSnapshot(known, snapshot);
  const died = new Map(deaths.recent.map((run) => [run.id, run]));
  for (const run of known?.runs ?? []) {
    if (present.has(run.id)) continue;
    const last = died.get(run.id) ?? (isTerminal(run.status) ? run : undefined);
    if (last !== undefined) runs.push(last);
  }
  return settled({ ...snapshot, ...deaths, runs });
}

/** The board after one run was told of whole: it starts, changes or ends in its place. */
export function boardWithRun(board: Board, told: Run, now: string): Board {
  const known = positionOf(board.runs, told.id) !== -1;
  const runs = known
    ? replaceRun(board.runs, told)
    : isTerminal(told.status)
      ? board.runs
      : [...board.runs, told];
  return settled({
    ...board,
    now,
    runs,
    ...(told.status === 'FAILED' && deathsWith(board, [told], now)),
  });
}

/** The board after a frame of patches; a dead run hears that it spoke again wherever it stands. */
export function boardWithPatches(board: Board, patches: readonly RunPatch[], now: string): Board {
  const runs = patchRuns(board.runs, patches);
  const recent = patchRuns(board.recent, patches);
  return runs === board.runs && recent === board.recent ? board : { ...board, now, runs, recent };
}

/** The patches that change a run after its end, which lists of ended runs show, too. */
export function afterEnd(patches: readonly RunPatch[]): RunPatch[] {
  return patches.filter((patch) => patch.spokeAgainAt != null);
}

/** A run's page after a newer answer; the lists go with the run's rev. */
export function newerAnswer(known: RunAnswer | undefined, told: RunAnswer): RunAnswer {
  return newerRun(known?.run, told.run) === told.run ? told : (known ?? told);
}

/** A run's page after a patch. The open phase is followed; other lists wait for the next answer. */
export function answerWithPatch(known: RunAnswer, patch: RunPatch, now: string): RunAnswer {
  const run = patchRun(known.run, patch);
  if (run === known.run) return known;
  const closes = run.phase !== known.run.phase || isTerminal(run.status);
  const phases = closes
    ? run.phases.map((phase) => (phase.finishedAt === null ? { ...phase, finishedAt: now } : phase))
    : run.phases;
  const opened = run.phase !== null && run.phase !== known.run.phase && !isTerminal(run.status);
  return {
    now,
    run: {
      ...run,
      phases: opened
        ? [...phases, { phase: run.phase as string, startedAt: now, finishedAt: null }]
        : phases,
    },
  };
}

/** Lets go of rows that ended long ago: a tab may stay open for weeks. */
function settled(board: Board): Board {
  const from = Date.parse(board.now) - ENDED_ROWS_KEPT;
  const runs = board.runs.filter(
    (run) => run.finishedAt === null || Date.parse(run.finishedAt) >= from,
  );
  return runs.length === board.runs.length ? board : { ...board, runs };
}
