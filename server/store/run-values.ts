import type { RunRecord } from '../domain/run.ts';
import type { Millis } from '../domain/time.ts';
import { stamp } from './times.ts';

/**
 * What a report writes into its run's own row: the id, {@link REPORTED}, the status, and the end;
 * last, the `rev` that the row was read with.
 */
export type RunValues = readonly (string | number | null)[];

/** The columns of the row that every report writes, in the order of {@link RunValues} from 1 on. */
export const REPORTED = [
  'phase',
  'progressDone',
  'progressTotal',
  'progressUnit',
  'progressMessage',
  'lastHeartbeatAt',
  'deadlineAt',
  'suspectAt',
  'suspectedAt',
  'grantedUntil',
  'lastProgressAt',
  'stuckAt',
  'silences',
  'lastSeq',
  'rev',
  'reportedAt',
] as const;

/** A row of one of the lists of a run, in the order of its statement. */
export type ListValues = readonly (string | number | null)[];

/** The first late sign of a run that was marked for its silence. */
export interface LateSign {
  runId: string;
  at: Millis;
}

/** The row of `run`, ready to be written. Throws `RangeError` for a time that is none. */
export function valuesOfRun(run: RunRecord, readRev: number): RunValues {
  const { progress } = run;
  return [
    run.id,
    run.phase,
    progress?.done ?? null,
    progress?.total ?? null,
    progress?.unit ?? null,
    progress?.message ?? null,
    stampOrNull(run.lastHeartbeatAt),
    stamp(run.deadlineAt),
    stamp(run.suspectAt),
    stampOrNull(run.suspectedAt),
    stampOrNull(run.grantedUntil),
    stampOrNull(run.lastProgressAt),
    stampOrNull(run.stuckAt),
    JSON.stringify(run.silences),
    run.lastSeq,
    run.rev,
    stampOrNull(run.reportedAt),
    run.status,
    stampOrNull(run.finishedAt),
    readRev,
  ];
}

function stampOrNull(at: Millis | null): string | null {
  return at === null ? null : stamp(at);
}
