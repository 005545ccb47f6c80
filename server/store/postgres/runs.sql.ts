// The SQL of PostgreSQL that Prisma cannot say, or not in one statement.
import { LIMITS } from '../../domain/limits.ts';
import type { Millis } from '../../domain/time.ts';
import { Prisma } from '../generated/postgres/client.ts';
import { time } from './times.ts';

const { sql, raw } = Prisma;

/** Queries that look at runs call them `r`. */
type Sql = Prisma.Sql;

// What lies outside of the years 0 to 9999 cannot be said as a time, nor can `infinity`.
const [FIRST, LAST] = ['0001-01-01 00:00:00+00 BC', '9999-12-31 23:59:59.999+00'];
const LAST_MS = 253_402_300_799_999;

/** A time column as whole milliseconds; what another program wrote and we cannot say is NULL. */
export function ms(column: string): Sql {
  return raw(`CASE WHEN ${column} BETWEEN '${FIRST}'::timestamptz AND '${LAST}'::timestamptz
    THEN CAST(date_part('epoch', ${column}) * 1000 AS BIGINT) END`);
}

/** Milliseconds as a time, kept within the years that we can say. */
export function at(millis: Sql): Sql {
  const kept = sql`LEAST(GREATEST(${millis}, 0), ${raw(String(LAST_MS))})`;
  return sql`to_timestamp(CAST(${kept} AS DOUBLE PRECISION) / 1000)::timestamptz(3)`;
}

/** A number of milliseconds as a parameter. */
export function int(millis: Millis): Sql {
  return sql`${Math.trunc(millis)}::bigint`;
}

/**
 * That `column` lies between two times. The planner knows how the times of all runs are spread, but
 * not how those of the RUNNING: told which times, it would expect most of all runs, and read them.
 * Kept in the dark it expects few, and goes by the index.
 */
export function fewBetween(column: string, from: Sql, to: Sql): Sql {
  return sql`${raw(column)} >= ${from} AND ${raw(column)} <= (SELECT ${to})`;
}

/** Before and after all times. */
export const [EARLIEST, LATEST] = [sql`'-infinity'::timestamptz`, sql`'infinity'::timestamptz`];

/** The start of a run; an unreadable one is as old as can be. */
const startedAt = sql`COALESCE(${ms('r."startedAt"')}, 0)`;

/** The newest phase start of `r` that can be believed at `now`: the end of a stretch of an index. */
export function lastPhaseAt(now: Millis): Sql {
  return sql`(SELECT ${ms('MAX(p."startedAt")')} FROM "ScrapePhaseLog" p
    WHERE p."runId" = r."id" AND ${believable(now)})`;
}

function lastPhase(now: Millis): Sql {
  return sql`(SELECT p."phase" FROM "ScrapePhaseLog" p
    WHERE p."runId" = r."id" AND ${believable(now)}
    ORDER BY p."startedAt" DESC, p."id" DESC LIMIT 1)`;
}

function believable(now: Millis): Sql {
  const believed = time(now + LIMITS.futureToleranceMs);
  return sql`p."startedAt" BETWEEN ${raw(`'${FIRST}'::timestamptz`)} AND ${believed}`;
}

/**
 * The sign of life of `r` at `now`: `signOfLife` of `server/domain/staleness.ts`, word for word (a
 * NULL is nothing to GREATEST). A test holds the two against each other.
 */
export function signOfLife(now: Millis): Sql {
  const believed = int(now + LIMITS.futureToleranceMs);
  const heartbeat = ms('r."lastHeartbeatAt"');
  return sql`COALESCE(
    GREATEST(${lastPhaseAt(now)}, CASE WHEN ${heartbeat} <= ${believed} THEN ${heartbeat} END),
    CASE WHEN ${startedAt} <= ${believed} THEN ${startedAt} ELSE ${int(now)} END)`;
}

/** From when on `r` is stale. */
export function staleAt(now: Millis): Sql {
  return sql`(${signOfLife(now)} + ${allowed('r')})`;
}

/** What a row is allowed, in milliseconds: more than fits its own type. */
export function allowed(row: string): Sql {
  return raw(`(CAST(${row}."staleAfterSeconds" AS BIGINT) * 1000)`);
}

/** An error `e` as one JSON object; see `ErrorRow`. */
export const errorJson = sql`json_build_object(
  'errorType', e."errorType", 'message', e."message", 'phase', e."phase", 'url', e."url",
  'detail', ${jsonText('e."detail"')}, 'occurredAt', COALESCE(${ms('e."occurredAt"')}, 0))`;

/** A JSON column as text. */
export function jsonText(column: string): Sql {
  return raw(`CAST(${column} AS TEXT)`);
}

/** A count as a whole number; NULL for what another program wrote and is none. */
function whole(column: string): Sql {
  const most = Number.MAX_SAFE_INTEGER;
  return raw(`CASE WHEN ${column} BETWEEN -${most} AND ${most} THEN CAST(${column} AS BIGINT) END`);
}

/** What ended `r`, when it is FAILED. */
const fatalError = sql`CASE WHEN r."status" = 'FAILED' THEN (
  SELECT ${errorJson} FROM "ScrapeError" e
  WHERE e."runId" = r."id" AND e."fatal" ORDER BY e."id" DESC LIMIT 1) END`;

/** What a query may ask for otherwise than most do. */
interface Columns {
  error?: Sql;
  silences?: Sql;
}

const absent = sql`NULL`;

/** `r`, and its scraper `s`, as JSON: an array in the order of `RunRow` (see row.ts). */
export function runJson(now: Millis, { error = fatalError, silences = absent }: Columns = {}): Sql {
  return sql`json_build_array(
    r."id", COALESCE(s."name", r."scraperId"), r."status", r."origin", r."trigger", r."retryOfId",
    ${startedAt}, ${ms('r."finishedAt"')}, COALESCE(r."phase", ${lastPhase(now)}),
    CASE WHEN r."progressDone" IS NOT NULL THEN json_build_array(
      COALESCE(${whole('r."progressDone"')}, 0), ${whole('r."progressTotal"')},
      r."progressUnit", r."progressMessage") END,
    ${lastPhaseAt(now)}, ${ms('r."lastHeartbeatAt"')},
    r."staleAfterSeconds", r."staleAfterFrom", COALESCE(${ms('r."deadlineAt"')}, 0),
    COALESCE(${whole('r."lastSeq"')}, -1), r."rev",
    ${ms('r."cancelRequestedAt"')}, ${ms('r."spokeAgainAt"')}, ${ms('r."reportedAt"')}, ${error},
    COALESCE(${ms('r."suspectAt"')}, 0), ${ms('r."suspectedAt"')}, ${ms('r."heldAt"')}, ${ms('r."grantedUntil"')},
    r."stuckAfterSeconds", r."whenStuck", ${ms('r."lastProgressAt"')},
    ${ms('r."stuckAt"')}, ${silences})`;
}

/** Runs as rows of one column, `row`; `where` and what follows it look at `r`. */
export function selectRuns(now: Millis, where: Sql, columns: Columns = {}): Sql {
  return sql`SELECT ${runJson(now, columns)}::text AS row
    FROM "ScrapeRun" r LEFT JOIN "Scraper" s ON s."id" = r."scraperId" WHERE ${where}`;
}

/** The runs with these ids. */
export function selectByIds(ids: readonly string[], now: Millis): Sql {
  return selectRuns(now, sql`r."id" IN (${valuesOf(ids)})`);
}

/** The same without their errors, for whoever has just written those. */
export function selectJustFailed(ids: readonly string[], now: Millis): Sql {
  return selectRuns(now, sql`r."id" IN (${valuesOf(ids)})`, { error: absent });
}

/** RUNNING runs whose deadline has passed, earliest first. */
export function selectDue(now: Millis): Sql {
  const due = fewBetween('r."deadlineAt"', EARLIEST, time(now));
  return selectRuns(now, sql`r."status" = 'RUNNING' AND ${due} ORDER BY r."deadlineAt"`);
}

/** All RUNNING runs, oldest first. */
export function selectRunning(now: Millis): Sql {
  const whenever = fewBetween('r."startedAt"', EARLIEST, LATEST);
  return selectRuns(
    now,
    sql`r."status" = 'RUNNING' AND ${whenever} ORDER BY r."startedAt", r."id"`,
  );
}

/** FAILED runs that finished at or after `since`, newest first. */
export function selectRecentlyFailed(since: Millis, limit: number, now: Millis): Sql {
  return selectRuns(
    now,
    sql`r."status" = 'FAILED' AND r."finishedAt" >= ${time(since)}
      ORDER BY r."finishedAt" DESC LIMIT ${limit}::int`,
  );
}

/** The silences of the newest completed runs of a scraper, as JSON text. */
export function selectGoodRuns(scraperId: string, limit: number): Sql {
  return sql`SELECT ${jsonText('r."silences"')} AS row FROM "ScrapeRun" r
    WHERE r."scraperId" = ${scraperId} AND r."status" = 'COMPLETED'
    ORDER BY r."startedAt" DESC, r."id" DESC LIMIT ${limit}::int`;
}

/** The earliest deadline of a RUNNING run, as `at`; no row when nothing runs. */
export function selectNextDeadline(): Sql {
  return sql`SELECT COALESCE(${ms('r."deadlineAt"')}, 0) AS at FROM "ScrapeRun" r
    WHERE r."status" = 'RUNNING' ORDER BY r."deadlineAt" LIMIT 1`;
}

/** The texts in the column `row` of a query, in its order, as one: a column `rows`. */
export function joinRows(query: Sql): Sql {
  return sql`SELECT string_agg(q.row, ',') AS rows FROM (${query}) q`;
}

/** Each of `values` as a row, from one parameter. */
export function valuesOf(values: readonly string[]): Sql {
  return sql`SELECT v.value FROM ${tableOf([[...values], 'text'])} AS v(value)`;
}

/**
 * Columns of values, each from one parameter, as a table. How many there are is kept from the
 * planner: for more than a few thousand it would read all runs rather than look each one up.
 */
export function tableOf(...columns: readonly (readonly [values: unknown[], type: string])[]): Sql {
  const arrays = columns.map(([values, type]) => sql`(SELECT ${values}::${raw(type)}[])`);
  return sql`unnest(${Prisma.join(arrays)})`;
}
