// The SQL of SQLite that Prisma cannot say, or not in one statement.
import { LIMITS } from '../../domain/limits.ts';
import type { Millis } from '../../domain/time.ts';
import { Prisma } from '../generated/sqlite/client.ts';
import { stamp } from '../times.ts';

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
export function ms(column: string): Sql {
  return raw(`CASE WHEN ${column} IS NULL THEN NULL
    WHEN typeof(${column}) = 'text' THEN
      CASE WHEN ${column} GLOB '????-*'
      THEN CAST(ROUND((julianday(${column}) - 2440587.5) * 86400000) AS INTEGER) END
    WHEN typeof(${column}) IN ('integer', 'real') AND ${column} BETWEEN ${YEAR_0} AND ${YEAR_9999}
      THEN CAST(ROUND(${column}) AS INTEGER)
  END`);
}

/** Milliseconds as Prisma's text, kept within the years that it can say. */
export function text(millis: Sql): Sql {
  return sql`strftime('%Y-%m-%dT%H:%M:%f+00:00', MIN(MAX(${millis}, 0), ${raw(String(YEAR_9999))}) / 1000.0, 'unixepoch')`;
}

/** The start of a run; an unreadable one is as old as can be. */
const startedAt = sql`COALESCE(${ms('r."startedAt"')}, 0)`;

/**
 * The newest phase start of `r` that can be believed at `now`. The LIMIT, which limits nothing,
 * keeps SQLite from merging the two queries: it would then read each time twice.
 */
export function lastPhaseAt(now: Millis): Sql {
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
export function staleAt(now: Millis): Sql {
  return sql`(${signOfLife(now)} + r."staleAfterSeconds" * 1000)`;
}

/** An error `e` as one JSON object; see `ErrorRow`. */
export const errorJson = sql`json_object(
  'errorType', e."errorType", 'message', e."message", 'phase', e."phase", 'url', e."url",
  'detail', ${jsonText('e."detail"')}, 'occurredAt', COALESCE(${ms('e."occurredAt"')}, 0))`;

/** A JSON column as text. SQLite keeps a number that stands alone as a number, of 15 digits. */
export function jsonText(column: string): Sql {
  return raw(`CAST(${column} AS TEXT)`);
}

/** What ended `r`, when it is FAILED. */
const fatalError = sql`CASE WHEN r."status" = 'FAILED' THEN json((
  SELECT ${errorJson} FROM "ScrapeError" e
  WHERE e."runId" = r."id" AND e."fatal" ORDER BY e."id" DESC LIMIT 1)) END`;

/** What a query may ask for otherwise than most do. */
interface Columns {
  error?: Sql;
  silences?: Sql;
}

const absent = sql`NULL`;

/**
 * `r`, and its scraper `s`, as one JSON text: Prisma would guess the type of each computed column.
 * An array in the order of `RunRow` (see row.ts), since the names took a tenth of a sweep's look.
 */
export function runJson(now: Millis, { error = fatalError, silences = absent }: Columns = {}): Sql {
  return sql`json_array(
    r."id", COALESCE(s."name", r."scraperId"), r."status", r."origin", r."trigger", r."retryOfId",
    ${startedAt}, ${ms('r."finishedAt"')}, CAST(COALESCE(r."phase", ${lastPhase(now)}) AS TEXT),
    CASE WHEN r."progressDone" IS NOT NULL THEN json_array(
      CAST(r."progressDone" AS INTEGER), CAST(r."progressTotal" AS INTEGER),
      r."progressUnit", r."progressMessage") END,
    ${lastPhaseAt(now)}, ${ms('r."lastHeartbeatAt"')},
    CAST(r."staleAfterSeconds" AS INTEGER), r."staleAfterFrom", COALESCE(${ms('r."deadlineAt"')}, 0),
    CAST(r."lastSeq" AS INTEGER), r."rev",
    ${ms('r."cancelRequestedAt"')}, ${ms('r."spokeAgainAt"')}, ${ms('r."reportedAt"')}, ${error},
    COALESCE(${ms('r."suspectAt"')}, 0), ${ms('r."suspectedAt"')}, ${ms('r."heldAt"')}, ${ms('r."grantedUntil"')},
    CAST(r."stuckAfterSeconds" AS INTEGER), r."whenStuck", ${ms('r."lastProgressAt"')},
    ${ms('r."stuckAt"')}, ${silences})`;
}

/** Runs as rows of one column, `row`; `where` and what follows it look at `r`. */
export function selectRuns(now: Millis, where: Sql, columns: Columns = {}): Sql {
  return sql`SELECT ${runJson(now, columns)} AS row
    FROM "ScrapeRun" r LEFT JOIN "Scraper" s ON s."id" = r."scraperId" WHERE ${where}`;
}

/** The runs with these ids; one parameter, since the number of parameters is limited. */
export function selectByIds(ids: readonly string[], now: Millis): Sql {
  return selectRuns(now, sql`r."id" IN (${valuesOf(ids)})`);
}

/** The same without their errors, for whoever has just written those. */
export function selectJustFailed(ids: readonly string[], now: Millis): Sql {
  return selectRuns(now, sql`r."id" IN (${valuesOf(ids)})`, { error: absent });
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

/** The silences of the newest completed runs of a scraper, as JSON text. */
export function selectGoodRuns(scraperId: string, limit: number): Sql {
  return sql`SELECT ${jsonText('r."silences"')} AS row FROM "ScrapeRun" r
    WHERE r."scraperId" = ${scraperId} AND r."status" = 'COMPLETED'
    ORDER BY r."startedAt" DESC, r."id" DESC LIMIT ${limit}`;
}

/** The earliest deadline of a RUNNING run, as `at`; no row when nothing runs. */
export function selectNextDeadline(): Sql {
  return sql`SELECT COALESCE(${ms('r."deadlineAt"')}, 0) AS at FROM "ScrapeRun" r
    WHERE r."status" = 'RUNNING' ORDER BY r."deadlineAt" LIMIT 1`;
}

/** The texts in the column `row` of a query, in its order, as one: a column `rows`. */
export function joinRows(query: Sql): Sql {
  return sql`SELECT group_concat(row, ',') AS rows FROM (${query})`;
}

/** Each of `values` as a row, from one parameter. */
export function valuesOf(values: readonly string[]): Sql {
  return sql`SELECT value FROM json_each(${JSON.stringify(values)})`;
}
