// The SQL of the history on PostgreSQL. It has to stay fast with a million runs, so every way into
// the table follows an index that has the order already, and stops at the page's size.
import type { Millis } from '../../domain/time.ts';
import { Prisma } from '../generated/postgres/client.ts';
import type { Bounds, Way } from '../ways.ts';
import { runJson, tableOf, valuesOf } from './runs.sql.ts';
import { placeTime, time } from './times.ts';

const { sql, empty } = Prisma;

/** The runs on these ways, newest first, as columns `row` and `place`. */
export function selectPage(ways: readonly Way[], bounds: Bounds, now: Millis): Prisma.Sql {
  const keys = Prisma.join(
    ways.map((way) => sql`(${keysOn(way, bounds)})`),
    ' UNION ',
  );
  // The newest are found by their keys alone before anything is read of them; then each is looked
  // up, which the LIMIT of one has the planner do however many it expects.
  return sql`SELECT ${runJson(now)}::text AS row,
      json_build_array(timezone('UTC', r."startedAt"), r."id")::text AS place
    FROM (SELECT w.at, w.id FROM (${keys}) w ORDER BY w.at DESC, w.id DESC LIMIT ${bounds.limit}::int) k
    CROSS JOIN LATERAL (SELECT * FROM "ScrapeRun" f WHERE f."id" = k.id LIMIT 1) r
    LEFT JOIN "Scraper" s ON s."id" = r."scraperId"
    ORDER BY r."startedAt" DESC, r."id" DESC`;
}

/** Whether more than `count` runs have an id that begins with `prefix`; a column `n`. */
export function countIds(prefix: string, count: number): Prisma.Sql {
  return sql`SELECT COUNT(*)::int AS n FROM (
    SELECT 1 FROM "ScrapeRun" c WHERE ${beginsWith(sql`c."id"`, prefix)} LIMIT ${count + 1}::int) q`;
}

/** The ids of the scrapers whose name begins with `prefix`, as a column `id`. */
export function selectScraperIds(prefix: string): Prisma.Sql {
  return sql`SELECT x."id" AS id FROM "Scraper" x WHERE ${beginsWith(sql`x."name"`, prefix)}`;
}

/**
 * A range, which an index serves, and in which no character is a wildcard. Its end is kept from the
 * planner: where it expects many it would look for the first of them from the table's beginning.
 */
function beginsWith(column: Prisma.Sql, prefix: string): Prisma.Sql {
  return sql`${column} >= ${prefix} AND ${column} < (SELECT ${`${prefix}\u{10FFFF}`})`;
}

/** The start and the id of the newest runs on one way, enough of them to fill the page. */
function keysOn(way: Way, bounds: Bounds): Prisma.Sql {
  const statuses = sql`${tableOf([[...bounds.statuses], 'text'])} AS st(value)`;
  switch (way.by) {
    case 'status':
      return each(statuses, empty, bounds);
    case 'scrapers': {
      const scrapers = sql`${tableOf([[...way.scraperIds], 'text'])} AS sc(value)`;
      return each(
        sql`${scrapers} CROSS JOIN ${statuses}`,
        sql`AND c."scraperId" = sc.value`,
        bounds,
      );
    }
    case 'many scrapers':
      return each(statuses, met(sql`c."scraperId" IN (${valuesOf(way.scraperIds)})`), bounds);
    case 'many ids':
      return each(statuses, met(sql`${beginsWith(sql`c."id"`, way.prefix)} ${of(way)}`), bounds);
    case 'few ids':
      return sql`SELECT c."startedAt" AS at, c."id" AS id FROM "ScrapeRun" c
        WHERE ${beginsWith(sql`c."id"`, way.prefix)}
          ${met(sql`c."status" IN (SELECT st.value FROM ${statuses}) ${of(way)} ${within(bounds)}`)}
        ORDER BY c."startedAt" DESC, c."id" DESC LIMIT ${bounds.limit}::int`;
  }
}

/**
 * A condition that is looked at on the way, and leads into no index of its own: it is taken to hold
 * of every second row, so that the walk in the order of the page seems short.
 */
function met(condition: Prisma.Sql): Prisma.Sql {
  return sql`AND CASE WHEN ${condition} THEN TRUE END`;
}

/** For each outer row, the newest runs of its stretch of the index. */
function each(outer: Prisma.Sql, also: Prisma.Sql, bounds: Bounds): Prisma.Sql {
  return sql`SELECT n.at, n.id FROM ${outer} CROSS JOIN LATERAL (
    SELECT c."startedAt" AS at, c."id" AS id FROM "ScrapeRun" c
    WHERE c."status" = st.value ${also} ${within(bounds)}
    ORDER BY c."startedAt" DESC, c."id" DESC LIMIT ${bounds.limit}::int) n`;
}

function of(way: { scraperId: string | null }): Prisma.Sql {
  return way.scraperId === null ? empty : sql`AND c."scraperId" = ${way.scraperId}`;
}

function within({ from, to, after }: Bounds): Prisma.Sql {
  return Prisma.join(
    [
      empty,
      ...(from === null ? [] : [sql`c."startedAt" >= ${time(from)}`]),
      ...(to === null ? [] : [sql`c."startedAt" <= ${time(to)}`]),
      ...(after === null
        ? []
        : [sql`(c."startedAt", c."id") < (${placeTime(after)}, ${after[1]})`]),
    ],
    ' AND ',
  );
}
