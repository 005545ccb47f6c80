import { deadlineAfter, type Gap, uncovered } from '../../server/domain/hearing.ts';
import { LIMITS } from '../../server/domain/limits.ts';
import type { Grant, SuspicionWrite } from '../../server/domain/ports.ts';
import type { RunRecord } from '../../server/domain/run.ts';
import { diesAt, isBelievable, signOfLife } from '../../server/domain/staleness.ts';
import { NEVER } from '../../server/domain/suspicion.ts';
import { type Millis, seconds } from '../../server/domain/time.ts';
import type { GapRecord } from '../../server/domain/watchdog.ts';
import { armed, setDeadline } from './sweep-jobs.ts';
import { earliest, read, rowsOf, runningRuns, type Tables, write } from './tables.ts';

/** The deadline that a gap leaves a run. */
export type DeadlineAfter = typeof deadlineAfter;

/** Gives RUNNING runs back what of a gap none had given yet, and records it; yields those that it moved. */
export function giveBack(
  tables: Tables,
  gap: Gap,
  record: GapRecord,
  now: Millis,
  after: DeadlineAfter = deadlineAfter,
): RunRecord[] {
  const known = tables.gaps.map(({ startedAt, endedAt }) => ({ from: startedAt, to: endedAt }));
  const moved = new Map<string, RunRecord>();
  for (const [index, part] of uncovered(gap, known).entries()) {
    const given = givePart(tables, part, now, after);
    for (const run of given) moved.set(run.id, run);
    const id = index === 0 ? record.id : `${record.id}-${index}`;
    const times = part === gap ? {} : { startedAt: part.from, endedAt: part.to };
    tables.gaps.push({ ...record, ...times, id, runs: given.length });
  }
  return [...moved.values()];
}

function givePart(tables: Tables, gap: Gap, now: Millis, after: DeadlineAfter): RunRecord[] {
  const moved: RunRecord[] = [];
  for (const row of tables.running) {
    const run = read(row, now);
    const { staleAfterSeconds } = run;
    const sign = signOfLife(run, now).at;
    const deadlineAt = after(gap, { diesAt: diesAt(run, now), sign, staleAfterSeconds });
    if (deadlineAt !== run.deadlineAt) moved.push(setDeadline(tables, row, deadlineAt, now));
  }
  return moved;
}

/** The latest moment of which the tables know that a server was alive. */
export function lastAliveAt(tables: Tables, now: Millis): Millis | null {
  const times: Millis[] = [];
  for (const { record } of tables.running) {
    for (const at of [record.lastHeartbeatAt, record.startedAt]) {
      if (at !== null && isBelievable(at, now)) times.push(at);
    }
  }
  const sweep = newest(tables.sweeps, ({ startedAt }) => startedAt);
  const gap = newest(tables.gaps, ({ endedAt }) => endedAt);
  if (sweep !== undefined) times.push(sweep.startedAt + sweep.durationMs);
  if (gap !== undefined) times.push(gap.endedAt);
  return times.length === 0 ? null : Math.min(now, Math.max(...times));
}

/** RUNNING runs that may have to be suspected, earliest first. */
export function suspectable(tables: Tables, now: Millis): RunRecord[] {
  return runningRuns(
    tables,
    now,
    (run) => run.suspectAt <= now,
    (run) => run.suspectAt,
  );
}

/** RUNNING runs that are suspected. */
export function suspected(tables: Tables, now: Millis): RunRecord[] {
  return runningRuns(
    tables,
    now,
    (run) => run.suspectedAt !== null,
    () => 0,
  );
}

/** When the next run may have to be suspected. */
export function nextSuspectAt(tables: Tables): Millis | null {
  const at = earliest(tables, (run) => run.suspectAt);
  return at === null || at >= NEVER ? null : at;
}

/** Writes what was decided of runs that are RUNNING and were not written since. */
export function settle(tables: Tables, writes: readonly SuspicionWrite[], now: Millis) {
  return writes.flatMap(({ id, rev, suspectedAt, suspectAt }) => {
    const row = tables.rows.get(id);
    if (row === undefined || row.record.status !== 'RUNNING' || row.record.rev !== rev) return [];
    return write(tables, row, { suspectedAt, suspectAt: Math.max(0, suspectAt) }, now);
  });
}

/** Gives the RUNNING ones of some runs time. */
export function grant(tables: Tables, asked: Grant & { now: Millis }) {
  const { now, actor, reason } = asked;
  const until = now + seconds(asked.seconds);
  const granted: RunRecord[] = [];
  const closed: string[] = [];
  for (const row of rowsOf(tables, asked.runIds)) {
    const { record } = row;
    if (record.status !== 'RUNNING') {
      closed.push(record.id);
      continue;
    }
    const deadlineAt = Math.max(record.deadlineAt, until);
    const grantedUntil = Math.max(record.grantedUntil ?? 0, until);
    const fields = { grantedUntil, suspectedAt: null, stuckAt: null, ...armed(record, deadlineAt) };
    granted.push(write(tables, row, fields, now));
    row.extensions.push({ grantedAt: now, seconds: asked.seconds, deadlineAt, actor, reason });
    if (row.extensions.length > LIMITS.extensionRows) row.extensions.shift();
  }
  return { granted, closed };
}

function newest<T>(all: readonly T[], key: (one: T) => number): T | undefined {
  return all.reduce<T | undefined>(
    (best, one) => (best === undefined || key(one) >= key(best) ? one : best),
    undefined,
  );
}
