// The SQL that finds and removes what is too old.
import type { Keeping, Shelf } from '../../domain/ports.ts';
import { DAY } from '../../domain/retention.ts';
import type { Millis } from '../../domain/time.ts';
import type { Place } from '../cursor.ts';
import { Prisma } from '../generated/postgres/client.ts';
import { at, int, ms, tableOf, valuesOf } from './runs.sql.ts';
import { placeTime, time } from './times.ts';

const { sql, raw } = Prisma;
type Sql = Prisma.Sql;

/** How a run can have ended. */
const ENDED = ['COMPLETED', 'FAILED', 'CANCELLED'];

/** What ended before this is too old, for the scraper with the id `scraperId`, in milliseconds. */
function cutOff(scraperId: Sql, { asOf, days }: Keeping): Sql {
  // Another program may have written any number: less than a day is never meant.
  return sql`(${int(asOf)} - ${int(DAY)} * GREATEST(1, COALESCE(
    (SELECT s."retentionDays" FROM "Scraper" s WHERE s."id" = ${scraperId}), ${days}::int)))`;
}

/** Whether the run that a query calls `run` stays in its own right; a time that cannot be read is new. */
function stays(run: string, keeping: Keeping): Sql {
  const ended = sql`COALESCE(${ms(`${run}."finishedAt"`)}, ${ms(`${run}."startedAt"`)}, ${int(keeping.asOf)})`;
  return sql`(${raw(run)}."status" = 'RUNNING'
    OR ${ended} >= ${cutOff(raw(`${run}."scraperId"`), keeping)}
    OR ${raw(run)}."id" = (SELECT g."id" FROM "ScrapeRun" g
      WHERE g."scraperId" = ${raw(run)}."scraperId" AND g."status" = 'COMPLETED'
      ORDER BY g."startedAt" DESC, g."id" DESC LIMIT 1))`;
}

/** Whose runs of which end began long enough ago, as `scraperId` and `status`; scrapers are leapt over. */
export function selectShelves(keeping: Keeping): Sql {
  return sql`WITH RECURSIVE owner(id) AS (
      SELECT MIN(r."scraperId") FROM "ScrapeRun" r
      UNION ALL
      SELECT (SELECT MIN(r."scraperId") FROM "ScrapeRun" r WHERE r."scraperId" > owner.id)
      FROM owner WHERE owner.id IS NOT NULL)
    SELECT owner.id AS "scraperId", st.value AS "status"
    FROM owner CROSS JOIN ${tableOf([ENDED, 'text'])} AS st(value)
    CROSS JOIN LATERAL (SELECT 1 FROM "ScrapeRun" r
      WHERE r."scraperId" = owner.id AND r."status" = st.value
        AND r."startedAt" < ${at(cutOff(sql`owner.id`, keeping))} LIMIT 1) old
    WHERE owner.id IS NOT NULL`;
}

/**
 * The next runs of a shelf that began long enough ago, the oldest first, and whether each stays.
 * Those that do are looked at once: each batch goes on after the one before it.
 */
export function selectOld(
  { scraperId, status }: Shelf,
  after: Place | null,
  limit: number,
  keeping: Keeping,
): Sql {
  const further =
    after === null ? sql`TRUE` : sql`(r."startedAt", r."id") > (${placeTime(after)}, ${after[1]})`;
  // An EXISTS might be answered by reading all runs once: for a few it is looked up.
  return sql`SELECT r."id" AS id, json_build_array(timezone('UTC', r."startedAt")) ->> 0 AS at,
      ((${stays('r', keeping)} OR COALESCE((SELECT TRUE FROM "ScrapeRun" n
        WHERE n."retryOfId" = r."id" AND ${stays('n', keeping)} LIMIT 1), FALSE)) IS TRUE)::int AS stays
    FROM "ScrapeRun" r
    WHERE r."scraperId" = ${scraperId} AND r."status" = ${status} AND ${further}
      AND r."startedAt" < ${at(cutOff(sql`${scraperId}`, keeping))}
    ORDER BY r."startedAt", r."id" LIMIT ${limit}::int`;
}

/** Removes at most `limit` rows of a table that belong to these runs. */
export function deleteBelongings(table: string, runIds: readonly string[], limit: number): Sql {
  const from = raw(`"${table}"`);
  return sql`DELETE FROM ${from} WHERE ctid = ANY (ARRAY(
    SELECT b.ctid FROM ${from} b WHERE b."runId" IN (${valuesOf(runIds)}) LIMIT ${limit}::int))`;
}

/** Removes these runs. */
export function deleteRuns(ids: readonly string[]): Sql {
  return sql`DELETE FROM "ScrapeRun" WHERE "id" IN (${valuesOf(ids)})`;
}

/** Removes passes that began before `before`, but not the newest one. */
export function deleteSweeps(before: Millis, limit: number): Sql {
  return deleteOld('Sweep', 'startedAt', before, limit);
}

/** Removes gaps that ended before `before`, but not the newest one. */
export function deleteGaps(before: Millis, limit: number): Sql {
  return deleteOld('HearingGap', 'endedAt', before, limit);
}

/** The newest row stays: it tells when a server was last alive. */
function deleteOld(table: string, column: string, before: Millis, limit: number): Sql {
  const [from, when] = [raw(`"${table}"`), raw(`"${column}"`)];
  return sql`DELETE FROM ${from} WHERE ctid = ANY (ARRAY(
    SELECT o.ctid FROM ${from} o
    WHERE o.${when} < ${time(before)}
      AND o."id" <> (SELECT n."id" FROM ${from} n ORDER BY n.${when} DESC, n."id" DESC LIMIT 1)
    ORDER BY o.${when}, o."id" LIMIT ${limit}::int))`;
}
