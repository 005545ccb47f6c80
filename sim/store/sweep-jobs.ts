import { deadlineAtStart } from '../../server/domain/grant.ts';
import type { Mark, StaleStore, SweepWrite, SweepWritten } from '../../server/domain/ports.ts';
import type { RunRecord } from '../../server/domain/run.ts';
import { judge, signOfLife, staleAt } from '../../server/domain/staleness.ts';
import type { Census } from '../../server/domain/storm.ts';
import type { SweepRecord } from '../../server/domain/sweep.ts';
import type { Millis } from '../../server/domain/time.ts';
import { closePhases, type Row, read, rowsOf, runningRuns, type Tables, write } from './tables.ts';

/** Whether a run is still as a pass has judged it. */
export type StillSo = (row: Row, mark: Mark, write: SweepWrite) => boolean;

/** RUNNING runs whose deadline has passed, earliest first. */
export function due(tables: Tables, now: Millis): RunRecord[] {
  return runningRuns(
    tables,
    now,
    (run) => run.deadlineAt <= now,
    (run) => run.deadlineAt,
  );
}

/** RUNNING runs that are silent for longer than they may, but whose deadline is ahead. */
export function notDue(tables: Tables, now: Millis): RunRecord[] {
  return runningRuns(
    tables,
    now,
    (run) => run.deadlineAt > now,
    (run) => run.deadlineAt,
  ).filter((run) => staleFrom(run, now) <= now);
}

/** How many runs are RUNNING, and how many of those are suspected. */
export function census({ running }: Tables): Census {
  let suspected = 0;
  for (const { record } of running) if (record.suspectedAt !== null) suspected += 1;
  return { live: running.size, suspected };
}

/** Writes one pass: marks what is still so, holds, re-arms, records. */
export function sweep(
  tables: Tables,
  write: SweepWrite,
  clock: () => Millis,
  stillSo: StillSo = isStillSo,
): SweepWritten {
  const { now, marks, hold } = write;
  write.signal.throwIfAborted();
  const marked: RunRecord[] = [];
  const unmarked: Row[] = [];
  for (const mark of marks) {
    const row = tables.rows.get(mark.runId);
    if (row === undefined) continue;
    if (stillSo(row, mark, write)) marked.push(bury(tables, row, mark, now));
    else unmarked.push(row);
  }
  const toHold = rowsOf(tables, hold?.runIds ?? []);
  const held = toHold.filter((row) => judge(read(row, now), now) === 'silent');
  for (const row of held) {
    setDeadline(tables, row, hold?.until ?? now, now, { heldAt: now });
  }
  const rearmed = [...new Set([...rowsOf(tables, write.rearm), ...unmarked, ...toHold])].filter(
    ({ record }) => record.status === 'RUNNING' && record.deadlineAt <= now,
  );
  for (const row of rearmed) setDeadline(tables, row, staleFrom(read(row, now), now), now);
  const sweep = recorded(tables, write.sweep, clock, (decided) => ({
    marked: marked.length,
    spared: decided.spared + unmarked.length,
  }));
  return {
    marked,
    spared: unmarked.map((row) => read(row, now)),
    rearmed: rearmed.map((row) => read(row, now)),
    held: held.map((row) => read(row, now)),
    sweep,
  };
}

/** Fails the RUNNING runs of these origins and gives the others the deadline of a start. */
export function recover(
  tables: Tables,
  recovery: Parameters<StaleStore['recover']>[0],
  clock: () => Millis,
): SweepWritten {
  const { now, origins, isOrphan = () => true, errorOf, sweep } = recovery;
  const all = [...tables.running];
  // Nobody claims a run here: the simulated servers have a database of their own, one at a time.
  const orphans = all.filter(
    (row) => origins.includes(row.record.origin) && isOrphan(read(row, now), null),
  );
  const marked = orphans.map((row) =>
    bury(tables, row, { runId: row.record.id, error: errorOf(read(row, now), null) }, now),
  );
  for (const row of tables.running) {
    const deadlineAt = deadlineAtStart(row.record, row.extensions, now);
    write(tables, row, { suspectedAt: null, ...armed(row.record, deadlineAt) }, now);
  }
  const spared = all.length - marked.length;
  const row = recorded(tables, all.length === 0 ? null : sweep, clock, () => ({
    examined: all.length,
    marked: marked.length,
    spared,
  }));
  return { marked, spared: [], rearmed: [], held: [], sweep: row };
}

/** Sets a run's deadline; one that is suspected stays so, one that is not will be in time. */
export function setDeadline(
  tables: Tables,
  row: Row,
  deadlineAt: Millis,
  now: Millis,
  also: Partial<RunRecord> = {},
): RunRecord {
  const { record } = row;
  const times = record.suspectedAt === null ? armed(record, deadlineAt) : { deadlineAt };
  return write(tables, row, { ...times, ...also }, now);
}

/** A deadline, and when a run that keeps silent is suspected before it. */
export function armed(run: Pick<RunRecord, 'staleAfterSeconds'>, deadlineAt: Millis) {
  return { deadlineAt, suspectAt: deadlineAt - run.staleAfterSeconds * 250 };
}

function isStillSo(row: Row, { verdict }: Mark, { now, rule }: SweepWrite): boolean {
  return judge(read(row, now), now, rule) === verdict;
}

function bury(
  tables: Tables,
  row: Row,
  { error }: Pick<Mark, 'runId' | 'error'>,
  now: Millis,
): RunRecord {
  closePhases(row, now);
  row.errors.push(error);
  return write(tables, row, { status: 'FAILED', finishedAt: now, error }, now);
}

function staleFrom(run: RunRecord, now: Millis): Millis {
  return staleAt(signOfLife(run, now).at, run.staleAfterSeconds);
}

function recorded(
  tables: Tables,
  decided: SweepRecord | null,
  clock: () => Millis,
  correct: (decided: SweepRecord) => Partial<SweepRecord>,
): SweepRecord | null {
  if (decided === null) return null;
  const durationMs = Math.max(0, clock() - decided.startedAt);
  const sweep = { ...decided, ...correct(decided), durationMs };
  tables.sweeps.push(sweep);
  return sweep;
}
