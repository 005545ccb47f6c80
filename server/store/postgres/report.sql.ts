// The SQL of a group of reports: one statement for all of them, from one parameter a column.
import type { Millis } from '../../domain/time.ts';
import { Prisma } from '../generated/postgres/client.ts';
import { type LateSign, type ListValues, REPORTED, type RunValues } from '../run-values.ts';
import { stamp } from '../times.ts';
import { jsonText, runJson, tableOf, valuesOf } from './runs.sql.ts';
import { timeText } from './times.ts';
import { locked } from './watch.sql.ts';

const { sql, raw } = Prisma;
type Sql = Prisma.Sql;

/** The runs with these ids, each with its silences and the number of its newest log line. */
export function selectReported(ids: readonly string[], now: Millis): Sql {
  return sql`SELECT json_build_array(${runJson(now, { silences: jsonText('r."silences"') })},
      (SELECT MAX(l."n") FROM "ScrapeLog" l WHERE l."runId" = r."id"))::text AS row
    FROM "ScrapeRun" r LEFT JOIN "Scraper" s ON s."id" = r."scraperId"
    WHERE r."id" IN (${valuesOf(ids)})`;
}

/** The types of {@link RunValues}: the id, REPORTED, the status, the end, and the rev it was read with. */
const TYPES: Record<(typeof REPORTED)[number], string> = {
  phase: 'text',
  progressDone: 'float8',
  progressTotal: 'float8',
  progressUnit: 'text',
  progressMessage: 'text',
  lastHeartbeatAt: 'timestamptz',
  deadlineAt: 'timestamptz',
  suspectAt: 'timestamptz',
  suspectedAt: 'timestamptz',
  grantedUntil: 'timestamptz',
  lastProgressAt: 'timestamptz',
  stuckAt: 'timestamptz',
  silences: 'json',
  lastSeq: 'float8',
  rev: 'int',
  reportedAt: 'timestamptz',
};
const ROW = ['text', ...REPORTED.map((column) => TYPES[column]), 'text', 'timestamptz', 'int'];

const NAMES = REPORTED.map((column) => `"${column}"`);
/** The columns of the row that every report writes. */
const COLUMNS = raw(NAMES.map((name) => `${name} = l.${name}`).join(', '));

/** Writes what was decided of runs that go on, where they are still as they were read; yields their ids. */
export function updateReported(rows: readonly RunValues[]): Sql {
  return updateAsRead(rows, COLUMNS);
}

/** The same of runs that end. */
export function updateFinished(rows: readonly RunValues[]): Sql {
  return updateAsRead(rows, sql`${COLUMNS}, "status" = l."status", "finishedAt" = l."finishedAt"`);
}

/**
 * Rows `j`, each with its run `r`, looked up by its id; since the lookup locks, they come in the
 * order of their ids. A join would be left to the planner, which goes through all RUNNING runs, and
 * for each of them through all rows, where it believes that they are few: on a young database, or in
 * a morning after a night without runs.
 */
function withRuns(rows: Sql, columns: Sql): Sql {
  return sql`(SELECT * FROM ${rows} AS j(id, ${columns}) ORDER BY j.id COLLATE "C") j, LATERAL (
    SELECT r."id", r."status", r."rev", r."spokeAgainAt" FROM "ScrapeRun" r
    WHERE r."id" = j.id OFFSET 0) r`;
}

/**
 * Another node may have written a run since it was read: what was decided then does not hold any
 * more, and is looked for again under the lock; see `locked`.
 */
function updateAsRead(rows: readonly RunValues[], set: Sql): Sql {
  const names = raw([...NAMES, '"status"', '"finishedAt"'].join(', '));
  const asRead = sql`SELECT j.* FROM ${withRuns(table(rows, ROW), sql`${names}, "readRev"`)}
    WHERE r."status" = 'RUNNING' AND r."rev" = j."readRev"`;
  return sql`UPDATE "ScrapeRun" AS r SET ${set} FROM ${locked(asRead)}
    WHERE r."id" = l.id RETURNING r."id" AS id`;
}

/** Keeps the first late signs of runs that have none yet; yields their ids. */
export function updateSpokeAgain(signs: readonly LateSign[]): Sql {
  const rows = signs.map(({ runId, at }) => [runId, stamp(at)]);
  const silent = sql`SELECT j.* FROM ${withRuns(table(rows, ['text', 'timestamptz']), sql`at`)}
    WHERE r."status" = 'FAILED' AND r."spokeAgainAt" IS NULL`;
  return sql`UPDATE "ScrapeRun" AS r SET "spokeAgainAt" = l.at, "rev" = r."rev" + 1
    FROM ${locked(silent)} WHERE r."id" = l.id RETURNING r."id" AS id`;
}

/** Closes the open phases of runs: of each, its id and when. */
export function updatePhasesEnded(rows: readonly ListValues[]): Sql {
  return sql`UPDATE "ScrapePhaseLog" AS p SET "finishedAt" = j.at
    FROM ${table(rows, ['text', 'timestamptz'])} AS j(id, at)
    WHERE p."runId" = j.id AND p."finishedAt" IS NULL`;
}

/** Opens phases: run, phase, start, end or null, the reporter's own time or null. */
export function insertPhases(rows: readonly ListValues[]): Sql {
  const types = ['text', 'text', 'timestamptz', 'timestamptz', 'timestamptz'];
  return sql`INSERT INTO "ScrapePhaseLog" ("runId", "phase", "startedAt", "finishedAt", "reportedAt")
    SELECT * FROM ${table(rows, types)}`;
}

/** Writes errors: run, type, message, phase, url, detail as JSON text, time, whether it was fatal. */
export function insertErrors(rows: readonly ListValues[]): Sql {
  const types = ['text', 'text', 'text', 'text', 'text', 'json', 'timestamptz', 'bool'];
  return sql`INSERT INTO "ScrapeError"
      ("runId", "errorType", "message", "phase", "url", "detail", "occurredAt", "fatal")
    SELECT * FROM ${table(rows, types)}`;
}

/** Writes log lines: run, number, time, level, message. */
export function insertLogs(rows: readonly ListValues[]): Sql {
  return sql`INSERT INTO "ScrapeLog" ("runId", "n", "at", "level", "message")
    SELECT * FROM ${table(rows, ['text', 'int', 'timestamptz', 'text', 'text'])}`;
}

/** Drops the oldest log lines of runs: of each, its id and the number up to which they go. */
export function deleteOldLogs(rows: readonly ListValues[]): Sql {
  return sql`DELETE FROM "ScrapeLog" AS l USING ${table(rows, ['text', 'int'])} AS j(id, n)
    WHERE l."runId" = j.id AND l."n" <= j.n`;
}

/** Rows as a table whose columns have these types, in the order of the rows. */
function table(rows: readonly ListValues[], types: readonly string[]): Sql {
  return tableOf(
    ...types.map((type, index) => {
      const column = rows.map((row) => row[index] ?? null);
      const said = (value: string | number | null) =>
        typeof value === 'string' ? timeText(value) : value;
      return [type === 'timestamptz' ? column.map(said) : column, type] as const;
    }),
  );
}
