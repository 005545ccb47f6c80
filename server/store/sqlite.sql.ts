// The SQL of SQLite that Prisma cannot say, or not in one statement.
import { LIMITS } from '../domain/limits.ts';
import type { RunErrorRecord } from '../domain/run.ts';
import type { Millis } from '../domain/time.ts';
import type { Place } from './cursor.ts';
import { Prisma } from './generated/client.ts';
import { stamp } from './times.ts';

const { sql, raw } = Prisma;

/** Queries that look at runs call them `r`. */
type Sql = Prisma.Sql;

const [YEAR_0, YEAR_9999] = [-62_167_219_200_000, 253_402_300_799_999];

/**
 * A time column as whole milliseconds. Flatline writes Prisma's text, other programs any form that
 * SQLite reads, or a number that is milliseconds already; what cannot be read is NULL. A bare
 * julianday would miss the exact threshold. The pattern keeps out words like
 * `now` and times of day.
 */
function ms(column: string): Sql {
  return raw(`CASE WHEN ${column} IS NULL THEN NULL
    WHEN typeof(${column}) = 'text' THEN
      CASE WHEN ${column} GLOB '????-*'
      THEN CAST(ROUND((julianday(${column}) - 2440587.5) * 86400000) AS INTEGER) END
    WHEN typeof(${column}) IN ('integer', 'real') AND ${column} BETWEEN ${YEAR_0} AND ${YEAR_9999}
      THEN CAST(ROUND(${column}) AS INTEGER)
  END`);
}

/** Milliseconds as Prisma's text, kept within the years that it can say. */
function text(millis: Sql): Sql {
  return sql`strftime('%Y-%m-%dT%H:%M:%f+00:00', MIN(MAX(${millis}, 0), ${raw(String(YEAR_9999))}) / 1000.0, 'unixepoch')`;
}

/** The start of a run; an unreadable one is as old as can be. */
const startedAt = sql`COALESCE(${ms('r."startedAt"')}, 0)`;

/**
 * The newest phase start of `r` that can be believed at `now`. The LIMIT, which limits nothing,
 * keeps SQLite from merging the two queries: it would then read each time twice.
 */
function lastPhaseAt(now: Millis): Sql {
  return sql`(
    SELECT MAX(at) FROM (
      SELECT ${ms('p."startedAt"')} AS at FROM "ScrapePhaseLog" p WHERE p."runId" = r."id" LIMIT -1)
    WHERE at <= ${now + LIMITS.futureToleranceMs})`;
}

function lastPhase(now: Millis): Sql {
  return sql`(
    SELECT phase FROM (
      SELECT p."id" AS id, p."phase" AS phase, ${ms('p."startedAt"')} AS at
      FROM "ScrapePhaseLog" p WHERE p."runId" = r."id")
    WHERE at <= ${now + LIMITS.futureToleranceMs} ORDER BY at DESC, id DESC LIMIT 1)`;
}

/**
 * The sign of life of `r` at `now`: `signOfLife` of `server/domain/staleness.ts`, word for word.
 * A test holds the two against each other.
 */
export function signOfLife(now: Millis): Sql {
  const believed = now + LIMITS.futureToleranceMs;
  const never = raw(String(2 * YEAR_0));
  const heartbeat = ms('r."lastHeartbeatAt"');
  return sql`COALESCE(
    NULLIF(MAX(
      COALESCE(${lastPhaseAt(now)}, ${never}),
      CASE WHEN ${heartbeat} <= ${believed} THEN ${heartbeat} ELSE ${never} END), ${never}),
    CASE WHEN ${startedAt} <= ${believed} THEN ${startedAt} ELSE ${now} END)`;
}

/** From when on `r` is stale. */
function staleAt(now: Millis): Sql {
  return sql`(${signOfLife(now)} + r."staleAfterSeconds" * 1000)`;
}

const errorJson = sql`json_object(
  'errorType', e."errorType", 'message', e."message", 'phase', e."phase", 'url', e."url",
  'detail', ${jsonText('e."detail"')}, 'occurredAt', COALESCE(${ms('e."occurredAt"')}, 0))`;

/** A JSON column as text. SQLite keeps a number that stands alone as a number, of 15 digits. */
function jsonText(column: string): Sql {
  return raw(`CAST(${column} AS TEXT)`);
}

/** What ended `r`, when it is FAILED. */
const fatalError = sql`CASE WHEN r."status" = 'FAILED' THEN json((
  SELECT ${errorJson} FROM "ScrapeError" e
  WHERE e."runId" = r."id" AND e."fatal" ORDER BY e."id" DESC LIMIT 1)) END`;

/**
 * `r`, and its scraper `s`, as one JSON text: Prisma would guess the type of each computed column.
 * An array in the order of `RunRow` (see row.ts), since the names took a tenth of a sweep's look.
 */
export function runJson(now: Millis, error = fatalError): Sql {
  return sql`json_array(
    r."id", COALESCE(s."name", r."scraperId"), r."status", r."origin", r."trigger", r."retryOfId",
    ${startedAt}, ${ms('r."finishedAt"')}, CAST(COALESCE(r."phase", ${lastPhase(now)}) AS TEXT),
    CASE WHEN r."progressDone" IS NOT NULL THEN json_object(
      'done', CAST(r."progressDone" AS INTEGER), 'total', CAST(r."progressTotal" AS INTEGER),
      'unit', r."progressUnit", 'message', r."progressMessage") END,
    ${lastPhaseAt(now)}, ${ms('r."lastHeartbeatAt"')},
    CAST(r."staleAfterSeconds" AS INTEGER), r."staleAfterFrom", COALESCE(${ms('r."deadlineAt"')}, 0),
    CAST(r."lastSeq" AS INTEGER), r."rev",
    ${ms('r."cancelRequestedAt"')}, ${ms('r."spokeAgainAt"')}, ${ms('r."reportedAt"')}, ${error})`;
}

/** Runs as rows of one column, `row`; `where` and what follows it look at `r`. */
export function selectRuns(now: Millis, where: Sql, error = fatalError): Sql {
  return sql`SELECT ${runJson(now, error)} AS row
    FROM "ScrapeRun" r LEFT JOIN "Scraper" s ON s."id" = r."scraperId" WHERE ${where}`;
}

/** The runs with these ids; one parameter, since the number of parameters is limited. */
export function selectByIds(ids: readonly string[], now: Millis): Sql {
  return selectRuns(now, sql`r."id" IN (${valuesOf(ids)})`);
}

/** The same without their errors, for whoever has just written those. */
export function selectJustFailed(ids: readonly string[], now: Millis): Sql {
  return selectRuns(now, sql`r."id" IN (${valuesOf(ids)})`, sql`NULL`);
}

/** RUNNING runs whose deadline has passed, earliest first. */
export function selectDue(now: Millis): Sql {
  const due = sql`r."status" = 'RUNNING' AND r."deadlineAt" <= ${stamp(now)}`;
  return selectRuns(now, sql`${due} ORDER BY r."deadlineAt"`);
}

/** All RUNNING runs, oldest first. */
export function selectRunning(now: Millis): Sql {
  return selectRuns(now, sql`r."status" = 'RUNNING' ORDER BY r."startedAt", r."id"`);
}

/** FAILED runs that finished at or after `since`, newest first. */
export function selectRecentlyFailed(since: Millis, limit: number, now: Millis): Sql {
  return selectRuns(
    now,
    sql`r."status" = 'FAILED' AND r."finishedAt" >= ${stamp(since)}
      ORDER BY r."finishedAt" DESC LIMIT ${limit}`,
  );
}

/** The earliest deadline of a RUNNING run, as `at`; no row when nothing runs. */
export function selectNextDeadline(): Sql {
  return sql`SELECT COALESCE(${ms('r."deadlineAt"')}, 0) AS at FROM "ScrapeRun" r
    WHERE r."status" = 'RUNNING' ORDER BY r."deadlineAt" LIMIT 1`;
}

/** The newest phases of a run, newest first. A phase whose start cannot be read is left out. */
export function selectPhases(runId: string, limit: number): Sql {
  return sql`SELECT json_object('phase', CAST(phase AS TEXT), 'startedAt', at, 'finishedAt', finished) AS row
    FROM (SELECT p."id" AS id, p."phase" AS phase, ${ms('p."startedAt"')} AS at,
      ${ms('p."finishedAt"')} AS finished FROM "ScrapePhaseLog" p WHERE p."runId" = ${runId})
    WHERE at IS NOT NULL ORDER BY at DESC, id DESC LIMIT ${limit}`;
}

/** The newest errors of a run, newest first. */
export function selectErrors(runId: string, limit: number): Sql {
  return sql`SELECT ${errorJson} AS row FROM "ScrapeError" e
    WHERE e."runId" = ${runId} ORDER BY e."id" DESC LIMIT ${limit}`;
}

/** The newest log lines of a run, newest first. */
export function selectLogs(runId: string, limit: number): Sql {
  return sql`SELECT json_object('n', l."n", 'at', COALESCE(${ms('l."at"')}, 0), 'level', l."level",
      'message', l."message") AS row
    FROM "ScrapeLog" l WHERE l."runId" = ${runId} ORDER BY l."n" DESC LIMIT ${limit}`;
}

/** The `meta` of a run, as JSON text. */
export function selectMeta(runId: string): Sql {
  return sql`SELECT ${jsonText('r."meta"')} AS row FROM "ScrapeRun" r WHERE r."id" = ${runId}`;
}

/** Each of `values` as a row, from one parameter. */
export function valuesOf(values: readonly string[]): Sql {
  return sql`SELECT value FROM json_each(${JSON.stringify(values)})`;
}

/** Fails those of `ids` that are still RUNNING, due, and still silent; yields the ids it changed. */
export function updateStale(ids: readonly string[], now: Millis): Sql {
  return sql`${failing(ids, now)} AND r."deadlineAt" <= ${stamp(now)} AND ${staleAt(now)} <= ${now}
    RETURNING "id" AS id`;
}

/** Fails those of `ids` that are still RUNNING, however lately they spoke. */
export function updateOrphaned(ids: readonly string[], now: Millis): Sql {
  return sql`${failing(ids, now)} RETURNING "id" AS id`;
}

function failing(ids: readonly string[], now: Millis): Sql {
  return sql`UPDATE "ScrapeRun" AS r
    SET "status" = 'FAILED', "finishedAt" = ${stamp(now)}, "rev" = r."rev" + 1
    WHERE r."id" IN (${valuesOf(ids)}) AND r."status" = 'RUNNING'`;
}

/** Gives those of `ids` that are RUNNING and due a deadline that follows their sign of life; yields their ids. */
export function updateRearmed(ids: readonly string[], now: Millis): Sql {
  return sql`UPDATE "ScrapeRun" AS r
    SET "deadlineAt" = ${text(staleAt(now))}, "rev" = r."rev" + 1
    WHERE r."id" IN (${valuesOf(ids)}) AND r."status" = 'RUNNING' AND r."deadlineAt" <= ${stamp(now)}
    RETURNING "id" AS id`;
}

/** Gives every RUNNING run its whole stale-after from `now` on. */
export function updateAllRearmed(now: Millis): Sql {
  return sql`UPDATE "ScrapeRun" AS r
    SET "deadlineAt" = ${text(sql`(${now} + r."staleAfterSeconds" * 1000)`)}, "rev" = r."rev" + 1
    WHERE r."status" = 'RUNNING'`;
}

/** Closes the open phases of these runs. */
export function updatePhasesClosed(ids: readonly string[], now: Millis): Sql {
  return sql`UPDATE "ScrapePhaseLog" SET "finishedAt" = ${stamp(now)}
    WHERE "runId" IN (${valuesOf(ids)}) AND "finishedAt" IS NULL`;
}

/** Writes the fatal errors of runs, from one parameter: bound variables are limited. */
export function insertFatalErrors(
  errors: readonly { runId: string; error: RunErrorRecord }[],
): Sql {
  const rows = errors.map(({ runId, error }) => ({
    ...error,
    runId,
    detail: error.detail === null ? null : JSON.stringify(error.detail),
    occurredAt: stamp(error.occurredAt),
  }));
  return sql`INSERT INTO "ScrapeError"
      ("runId", "errorType", "message", "phase", "url", "detail", "occurredAt", "fatal")
    SELECT value ->> 'runId', value ->> 'errorType', value ->> 'message', value ->> 'phase',
      value ->> 'url', value ->> 'detail', value ->> 'occurredAt', 1
    FROM json_each(${JSON.stringify(rows)})`;
}

/** Recorded passes after a place, newest first. */
export function selectSweeps(after: Place | null, limit: number): Sql {
  const older =
    after === null ? sql`TRUE` : sql`(w."startedAt", w."id") < (${after[0]}, ${after[1]})`;
  return sql`SELECT json_object('id', w."id", 'trigger', w."trigger", 'actor', w."actor",
      'startedAt', COALESCE(${ms('w."startedAt"')}, 0), 'durationMs', w."durationMs",
      'examined', w."examined", 'marked', w."marked", 'spared', w."spared", 'error', w."error") AS row
    FROM "Sweep" w WHERE ${older} ORDER BY w."startedAt" DESC, w."id" DESC LIMIT ${limit}`;
}
