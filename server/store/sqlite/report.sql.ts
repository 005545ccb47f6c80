// The SQL of a group of reports: one statement for all of them, from one parameter of JSON.
import type { Millis } from '../../domain/time.ts';
import { Prisma } from '../generated/sqlite/client.ts';
import { type LateSign, type ListValues, REPORTED, type RunValues } from '../run-values.ts';
import { stamp } from '../times.ts';
import { jsonText, runJson, valuesOf } from './runs.sql.ts';

const { sql, raw } = Prisma;
type Sql = Prisma.Sql;

/** The runs with these ids, each with its silences and the number of its newest log line. */
export function selectReported(ids: readonly string[], now: Millis): Sql {
  return sql`SELECT json_array(${runJson(now, { silences: jsonText('r."silences"') })},
      (SELECT MAX(l."n") FROM "ScrapeLog" l WHERE l."runId" = r."id")) AS row
    FROM "ScrapeRun" r LEFT JOIN "Scraper" s ON s."id" = r."scraperId"
    WHERE r."id" IN (${valuesOf(ids)})`;
}

/** The columns of the row that every report writes, after the id. */
const COLUMNS = raw(
  REPORTED.map((column, index) => `"${column}" = j.v ->> ${index + 1}`).join(', '),
);

/**
 * Writes what was decided of runs that go on, where they are still RUNNING; yields their ids. The
 * status is left alone: it stands in five indexes, and SQLite would write each anew.
 */
export function updateReported(rows: readonly RunValues[]): Sql {
  return sql`UPDATE "ScrapeRun" AS r SET ${COLUMNS} ${stillRunning(rows)}`;
}

/** The same of runs that end. */
export function updateFinished(rows: readonly RunValues[]): Sql {
  return sql`UPDATE "ScrapeRun" AS r
    SET ${COLUMNS}, "status" = j.v ->> 17, "finishedAt" = j.v ->> 18 ${stillRunning(rows)}`;
}

/** The LIMIT, which limits nothing, has SQLite write each row of JSON once and not once a column. */
function stillRunning(rows: readonly RunValues[]): Sql {
  return sql`FROM (SELECT value AS v, value ->> 0 AS id FROM json_each(${JSON.stringify(rows)}) LIMIT -1) j
    WHERE r."id" = j.id AND +r."status" = 'RUNNING' RETURNING "id" AS id`;
}

/** Keeps the first late signs of runs that have none yet; yields their ids. */
export function updateSpokeAgain(signs: readonly LateSign[]): Sql {
  const rows = signs.map(({ runId, at }) => [runId, stamp(at)]);
  return sql`UPDATE "ScrapeRun" AS r
    SET "spokeAgainAt" = j.value ->> 1, "rev" = r."rev" + 1
    FROM json_each(${JSON.stringify(rows)}) j
    WHERE r."id" = j.value ->> 0 AND +r."status" = 'FAILED' AND r."spokeAgainAt" IS NULL
    RETURNING "id" AS id`;
}

/** Closes the open phases of runs: of each, its id and when. */
export function updatePhasesEnded(rows: readonly ListValues[]): Sql {
  return sql`UPDATE "ScrapePhaseLog" AS p SET "finishedAt" = j.value ->> 1
    FROM json_each(${JSON.stringify(rows)}) j
    WHERE p."runId" = j.value ->> 0 AND p."finishedAt" IS NULL`;
}

/** Opens phases: run, phase, start, end or null, the reporter's own time or null. */
export function insertPhases(rows: readonly ListValues[]): Sql {
  return sql`INSERT INTO "ScrapePhaseLog" ("runId", "phase", "startedAt", "finishedAt", "reportedAt")
    SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4
    FROM json_each(${JSON.stringify(rows)})`;
}

/** Writes errors: run, type, message, phase, url, detail as JSON text, time, whether it was fatal. */
export function insertErrors(rows: readonly ListValues[]): Sql {
  return sql`INSERT INTO "ScrapeError"
      ("runId", "errorType", "message", "phase", "url", "detail", "occurredAt", "fatal")
    SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5,
      value ->> 6, value ->> 7
    FROM json_each(${JSON.stringify(rows)})`;
}

/** Writes log lines: run, number, time, level, message. */
export function insertLogs(rows: readonly ListValues[]): Sql {
  return sql`INSERT INTO "ScrapeLog" ("runId", "n", "at", "level", "message")
    SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4
    FROM json_each(${JSON.stringify(rows)})`;
}

/** Drops the oldest log lines of runs: of each, its id and the number up to which they go. */
export function deleteOldLogs(rows: readonly ListValues[]): Sql {
  return sql`DELETE FROM "ScrapeLog" WHERE "rowid" IN (
    SELECT l."rowid" FROM json_each(${JSON.stringify(rows)}) j
    CROSS JOIN "ScrapeLog" l ON l."runId" = j.value ->> 0 AND l."n" <= j.value ->> 1)`;
}
