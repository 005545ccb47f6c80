import type { Json, Progress, RunErrorRecord, RunRecord } from '../domain/run.ts';
import type { WhenStuck } from '../domain/stuck.ts';
import type { Millis } from '../domain/time.ts';
import type { Prisma } from './generated/sqlite/client.ts';
import type { Db, Statements } from './jobs.ts';
import { toSilences } from './silences.ts';

/**
 * Runs a query whose rows are one JSON text each, in a column called `row`. All of them come as one
 * text: a row more costs the driver and Prisma as much as reading a tenth of a run.
 */
export async function rowsOfJson<T>(db: Statements, query: Prisma.Sql): Promise<T[]> {
  const [all] = await db.query<{ rows: string | null }>(db.sql.joinRows(query));
  return JSON.parse(`[${all?.rows ?? ''}]`) as T[];
}

/** Runs a query of runs (see `selectRuns`). */
export async function runsOf(db: Db, query: Prisma.Sql): Promise<RunRecord[]> {
  return (await rowsOfJson<RunRow>(db, query)).map(toRun);
}

/** An error as the SQL yields it: its detail is JSON text. */
export type ErrorRow = Omit<RunErrorRecord, 'detail'> & { detail: string | null };

/** Counts as the SQL yields them. */
type ProgressRow = [
  done: number,
  total: number | null,
  unit: string | null,
  message: string | null,
];

/** A run as the SQL yields it, in the order of `runJson`. */
export type RunRow = [
  id: string,
  scraper: string,
  status: RunRecord['status'],
  origin: RunRecord['origin'],
  trigger: string,
  retryOf: string | null,
  startedAt: Millis,
  finishedAt: Millis | null,
  phase: string | null,
  progress: ProgressRow | null,
  lastPhaseAt: Millis | null,
  lastHeartbeatAt: Millis | null,
  staleAfterSeconds: number,
  staleAfterFrom: RunRecord['staleAfterFrom'],
  deadlineAt: Millis,
  lastSeq: number,
  rev: number,
  cancelRequestedAt: Millis | null,
  spokeAgainAt: Millis | null,
  reportedAt: Millis | null,
  error: ErrorRow | null,
  suspectAt: Millis,
  suspectedAt: Millis | null,
  heldAt: Millis | null,
  grantedUntil: Millis | null,
  stuckAfterSeconds: number,
  whenStuck: string,
  lastProgressAt: Millis | null,
  stuckAt: Millis | null,
  silences: string | null,
];

/** A row of SQL as the domain's run. */
export function toRun(row: RunRow): RunRecord {
  const error = row[20];
  return {
    id: row[0],
    scraper: row[1],
    status: row[2],
    origin: row[3],
    trigger: row[4],
    retryOf: row[5],
    startedAt: row[6],
    finishedAt: row[7],
    phase: row[8],
    progress: row[9] === null ? null : toProgress(row[9]),
    lastPhaseAt: row[10],
    lastHeartbeatAt: row[11],
    staleAfterSeconds: row[12],
    staleAfterFrom: row[13],
    deadlineAt: row[14],
    suspectAt: row[21],
    suspectedAt: row[22],
    heldAt: row[23],
    grantedUntil: row[24],
    stuckAfterSeconds: row[25],
    whenStuck: toWhenStuck(row[26]),
    lastProgressAt: row[27],
    stuckAt: row[28],
    silences: toSilences(row[29]),
    lastSeq: row[15],
    rev: row[16],
    cancelRequestedAt: row[17],
    spokeAgainAt: row[18],
    reportedAt: row[19],
    error: error === null ? null : toError(error),
  };
}

function toProgress([done, total, unit, message]: ProgressRow): Progress {
  return { done, total, unit, message };
}

/** What is no policy of ours kills nothing. */
export function toWhenStuck(written: string): WhenStuck {
  return written === 'fail' ? 'fail' : 'show';
}

/** A row of SQL as the domain's error. */
export function toError(row: ErrorRow): RunErrorRecord {
  return { ...row, detail: row.detail === null ? null : parsed(row.detail) };
}

/** Another program may have stored something that is no JSON: shown as the text that it is. */
export function parsed(json: string): Json {
  try {
    return JSON.parse(json) as Json;
  } catch {
    return json;
  }
}

/** The single value of a query, in its column `at`; null when there is none. */
export async function timeOf(db: Db, query: Prisma.Sql): Promise<Millis | null> {
  const [first] = await db.query<{ at: number | bigint | null }>(query);
  return first === undefined || first.at === null ? null : Number(first.at);
}

/** Runs a statement that yields the ids of the rows that it changed. */
export async function idsOf(db: Statements, statement: Prisma.Sql): Promise<Set<string>> {
  const rows = await db.query<{ id: string }>(statement);
  return new Set(rows.map(({ id }) => id));
}

/** Runs a statement that yields the ids of the rows that it changed, and yields those as they are then. */
export async function changedBy(db: Db, statement: Prisma.Sql, now: Millis): Promise<RunRecord[]> {
  const ids = await idsOf(db, statement);
  db.changed(ids);
  return ids.size === 0 ? [] : runsOf(db, db.sql.selectByIds([...ids], now));
}

/** One run as it is now, or null. */
export async function findRun(db: Db, id: string, now: Millis): Promise<RunRecord | null> {
  return (await runsOf(db, db.sql.selectByIds([id], now)))[0] ?? null;
}
