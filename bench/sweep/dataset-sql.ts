/** A scraper that ran twenty times, long ago. */
export const RARE_SCRAPER = 'rare-archive';

interface Statement {
  sql: string;
  takes: ('past' | 'running' | 'now')[];
}

/** Of 201 scrapers ten do half of the work. */
const SCRAPERS = 200;
/** Milliseconds between two starts: a million past runs are about a year. */
const PAST_STEP = 30_000;
/** RUNNING runs started 3 to 6 hours ago and may be silent for one. */
const STALE_AFTER_SECONDS = 3600;

/** Spreads whole numbers: the same in every run of the bench. */
const SPREAD = (i: string) => `((${i}) * 2654435761 % 4294967296)`;

const ISO = (millis: string) =>
  `strftime('%Y-%m-%dT%H:%M:%f+00:00', (${millis}) / 1000.0, 'unixepoch')`;

/** A uuid of version 7, as the server would have made it at `at`. */
const UUID = (at: string, i: string) =>
  `printf('%08x-%04x-7%03x-8%03x-%04x%08x', (${at}) >> 16, (${at}) & 65535, ${SPREAD(i)} & 4095, ${SPREAD(i)} >> 20, ${SPREAD(i)} & 65535, ${SPREAD(i)})`;

/** What forty reports leave behind: the silences of three phases. */
const SILENCES = `json_object(
  'index', json_object('count', 4, 'longest', h % 9000, 'histogram', json_array(1, 2, 0, 1)),
  'paging', json_object('count', 6, 'longest', h % 60000, 'histogram', json_array(0, 2, 1, 1, 1, 0, 1)),
  'detail', json_object('count', 30, 'longest', h % 70000, 'histogram', json_array(4, 9, 8, 4, 2, 2, 1)))`;

const COUNT = (to: string) =>
  `n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ${to})`;

const SCRAPER_OF = `CASE
  WHEN i % 50000 = 7 THEN 'scraper-rare'
  WHEN h % 2 = 0 THEN 'scraper-' || (h / 2 % 10)
  ELSE 'scraper-' || (h / 2 % ${SCRAPERS})
END`;

/** The statements that fill a database, in their order. */
export const STATEMENTS: Statement[] = [
  {
    sql: `
INSERT INTO "Scraper" ("id", "name", "createdAt")
WITH RECURSIVE ${COUNT(String(SCRAPERS))}
SELECT 'scraper-' || i, printf('shop-%03d', i), ${ISO(':now')} FROM n
UNION ALL SELECT 'scraper-rare', '${RARE_SCRAPER}', ${ISO(':now')}`,
    takes: ['now'],
  },
  {
    sql: `
INSERT INTO "ScrapeRun" (
  "id", "scraperId", "status", "origin", "startedAt", "finishedAt", "phase", "progressDone",
  "progressTotal", "progressUnit", "lastHeartbeatAt", "staleAfterSeconds", "deadlineAt", "lastSeq", "rev",
  "suspectAt", "lastProgressAt", "silences"
)
WITH RECURSIVE ${COUNT(':past')},
r AS MATERIALIZED (
  SELECT i, ${SPREAD('i')} AS h, :now - 86400000 / 4 - (:past - i) * ${PAST_STEP} AS at FROM n
)
SELECT ${UUID('at', 'i')}, ${SCRAPER_OF},
  CASE WHEN h / 7 % 100 < 85 THEN 'COMPLETED' WHEN h / 7 % 100 < 97 THEN 'FAILED' ELSE 'CANCELLED' END,
  'REMOTE', ${ISO('at')}, ${ISO('at + 180000 + h % 3600000')}, 'detail', h % 1000, 1000, 'pages',
  ${ISO('at + 180000 + h % 3600000')}, ${STALE_AFTER_SECONDS}, ${ISO('at + 180000 + h % 3600000 + 3600000')}, 40, 41,
  ${ISO('at + 180000 + h % 3600000 + 2700000')}, ${ISO('at + 180000 + h % 3600000')}, ${SILENCES}
FROM r`,
    takes: ['past', 'now'],
  },
  {
    sql: `
INSERT INTO "ScrapeError" ("runId", "errorType", "message", "phase", "occurredAt", "fatal")
SELECT "id", 'failed', 'The shop answered 503 to every request.', "phase", "finishedAt", TRUE
FROM "ScrapeRun" WHERE "status" = 'FAILED'`,
    takes: [],
  },
  {
    sql: phases(`"status" <> 'RUNNING' AND "progressDone" % 10 = 0`),
    takes: [],
  },
  {
    sql: `
INSERT INTO "ScrapeRun" (
  "id", "scraperId", "origin", "startedAt", "phase", "progressDone", "progressTotal",
  "progressUnit", "lastHeartbeatAt", "staleAfterSeconds", "deadlineAt", "lastSeq", "rev",
  "suspectAt", "lastProgressAt", "silences"
)
WITH RECURSIVE ${COUNT(':running')},
r AS MATERIALIZED (
  SELECT i, ${SPREAD('i + 1')} AS h, :now - 21600000 + i * 10800000 / :running AS at FROM n
)
SELECT ${UUID('at', 'i + 1')}, ${SCRAPER_OF}, 'REMOTE', ${ISO('at')}, 'detail', h % 1000, 1000, 'pages',
  ${ISO(':now - h % 60000')}, ${STALE_AFTER_SECONDS}, ${ISO(`:now - h % 60000 + ${STALE_AFTER_SECONDS}000`)}, 40, 41,
  ${ISO(`:now - h % 60000 + ${STALE_AFTER_SECONDS}000 * 3 / 4`)}, ${ISO(':now - h % 60000')}, ${SILENCES}
FROM r`,
    takes: ['running', 'now'],
  },
  { sql: phases(`"status" = 'RUNNING'`), takes: [] },
];

/** Three phases, a minute apart, for each run of `which`; all but the last are closed. */
function phases(which: string): string {
  const minute = (n: string) =>
    `strftime('%Y-%m-%dT%H:%M:%f+00:00', "ScrapeRun"."startedAt", (${n}) || ' minutes')`;
  return `
INSERT INTO "ScrapePhaseLog" ("runId", "phase", "startedAt", "finishedAt")
WITH p(n, name) AS (VALUES (0, 'index'), (1, 'paging'), (2, 'detail'))
SELECT "id", name, ${minute('n')},
  CASE WHEN n < 2 THEN ${minute('n + 1')} ELSE "ScrapeRun"."finishedAt" END
FROM "ScrapeRun" CROSS JOIN p WHERE ${which}`;
}
