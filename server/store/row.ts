import type { Json, RunErrorRecord, RunRecord } from '../domain/run.ts';
import type { Millis } from '../domain/time.ts';
import type { Prisma } from './generated/client.ts';
import type { Db } from './session.ts';
import { selectByIds } from './sqlite.sql.ts';

/** Runs a query whose rows are one JSON text each, in a column called `row`. */
export async function rowsOfJson<T>(db: Db, query: Prisma.Sql): Promise<T[]> {
  const rows = await db.$queryRaw<{ row: string | null }[]>(query);
  return rows.map(({ row }) => JSON.parse(row ?? 'null') as T);
}

/** Runs a query of runs (see `selectRuns`). */
export async function runsOf(db: Db, query: Prisma.Sql): Promise<RunRecord[]> {
  return (await rowsOfJson<RunRow>(db, query)).map(toRun);
}

/** An error as the SQL yields it: its detail is JSON text. */
export type ErrorRow = Omit<RunErrorRecord, 'detail'> & { detail: string | null };

/** A run as the SQL yields it. */
export type RunRow = Omit<RunRecord, 'error'> & { error: ErrorRow | null };

/** A row of SQL as the domain's run: the row itself, for copying a row took as long as reading it. */
export function toRun(row: RunRow): RunRecord {
  return Object.assign(row, { error: row.error === null ? null : toError(row.error) });
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

/** One run as it is now, or null. */
export async function findRun(db: Db, id: string, now: Millis): Promise<RunRecord | null> {
  return (await runsOf(db, selectByIds([id], now)))[0] ?? null;
}
