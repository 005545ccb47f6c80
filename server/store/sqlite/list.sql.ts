// The SQL of the history on SQLite. It has to stay fast with a million runs, so every way into the
// table follows an index that has the order already, and stops at the page's size.
import type { Millis } from '../../domain/time.ts';
import { Prisma } from '../generated/sqlite/client.ts';
import { stamp } from '../times.ts';
import type { Bounds, Way } from '../ways.ts';
import { runJson } from './runs.sql.ts';

const { sql, empty } = Prisma;

/** The runs on these ways, newest first, as columns `row` and `place`. */
export function selectPage(ways: readonly Way[], bounds: Bounds, now: Millis): Prisma.Sql {
  const rows = Prisma.join(
    ways.map((way) => rowsOn(way, bounds)),
    ' UNION ',
  );
  // The newest are found by their keys alone before anything is read of them.
  return sql`SELECT ${runJson(now)} AS row, json_array(${placed}, r."id") AS place
    FROM "ScrapeRun" r LEFT JOIN "Scraper" s ON s."id" = r."scraperId"
    WHERE r."rowid" IN (
      SELECT k."rowid" FROM "ScrapeRun" k WHERE k."rowid" IN (${rows})
      ORDER BY k."startedAt" DESC, k."id" DESC LIMIT ${bounds.limit})
    ORDER BY r."startedAt" DESC, r."id" DESC`;
}

/** A time as it is stored; bytes, which come before all text and which JSON cannot hold, as the last year. */
const placed = sql`CASE typeof(r."startedAt") WHEN 'blob' THEN '9999' ELSE r."startedAt" END`;

/** Whether more than `count` runs have an id that begins with `prefix`; a column `n`. */
export function countIds(prefix: string, count: number): Prisma.Sql {
  return sql`SELECT COUNT(*) AS n FROM (
    SELECT 1 FROM "ScrapeRun" c WHERE ${beginsWith(sql`c."id"`, prefix)} LIMIT ${count + 1})`;
}

/** The ids of the scrapers whose name begins with `prefix`, as a column `id`. */
export function selectScraperIds(prefix: string): Prisma.Sql {
  return sql`SELECT x."id" AS id FROM "Scraper" x WHERE ${beginsWith(sql`x."name"`, prefix)}`;
}

/** A range, which an index serves, and in which no character is a wildcard. */
function beginsWith(column: Prisma.Sql, prefix: string): Prisma.Sql {
  return sql`${column} >= ${prefix} AND ${column} < ${`${prefix}\u{10FFFF}`}`;
}

/** The rowids of the newest runs on one way, enough of them to fill the page. */
function rowsOn(way: Way, bounds: Bounds): Prisma.Sql {
  const statuses = sql`json_each(${JSON.stringify(bounds.statuses)}) st`;
  switch (way.by) {
    case 'status':
      return each(statuses, empty, bounds);
    case 'scrapers': {
      const both = sql`json_each(${JSON.stringify(way.scraperIds)}) sc, ${statuses}`;
      return each(both, sql`AND c."scraperId" = sc.value`, bounds);
    }
    case 'many scrapers': {
      const these = sql`SELECT value FROM json_each(${JSON.stringify(way.scraperIds)})`;
      return each(statuses, sql`AND +c."scraperId" IN (${these})`, bounds);
    }
    case 'many ids':
      return each(statuses, sql`AND ${beginsWith(sql`+c."id"`, way.prefix)} ${of(way)}`, bounds);
    case 'few ids':
      return sql`SELECT "rowid" FROM (
        SELECT c."rowid" FROM "ScrapeRun" c
        WHERE ${beginsWith(sql`c."id"`, way.prefix)} ${of(way)} ${within(bounds)}
          AND +c."status" IN (SELECT value FROM ${statuses})
        ORDER BY c."startedAt" DESC, c."id" DESC LIMIT ${bounds.limit})`;
  }
}

/** For each outer row, the newest runs of its stretch of the index. */
function each(outer: Prisma.Sql, also: Prisma.Sql, bounds: Bounds): Prisma.Sql {
  return sql`SELECT n."rowid" FROM ${outer}, "ScrapeRun" n WHERE n."rowid" IN (
    SELECT c."rowid" FROM "ScrapeRun" c
    WHERE c."status" = st.value ${also} ${within(bounds)}
    ORDER BY c."startedAt" DESC, c."id" DESC LIMIT ${bounds.limit})`;
}

function of(way: { scraperId: string | null }): Prisma.Sql {
  return way.scraperId === null ? empty : sql`AND +c."scraperId" = ${way.scraperId}`;
}

function within({ from, to, after }: Bounds): Prisma.Sql {
  return Prisma.join(
    [
      empty,
      ...(from === null ? [] : [sql`c."startedAt" >= ${stamp(from)}`]),
      ...(to === null ? [] : [sql`c."startedAt" <= ${stamp(to)}`]),
      ...(after === null ? [] : [sql`(c."startedAt", c."id") < (${after[0]}, ${after[1]})`]),
    ],
    ' AND ',
  );
}
