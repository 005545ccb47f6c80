import { openTestDatabase } from './postgres-databases.ts';

/** What PostgreSQL would do for a statement, flattened, parents before children. */
export interface PlanNode {
  type: string;
  /** The type of its parent. */
  under: string | null;
  /** The table that it reads, and by which index. */
  table: string | null;
  index: string | null;
  /** Whether it reads a stretch of its index, or stops early: else it reads all of it. */
  isBounded: boolean;
  /** Whether it belongs to the rows that come out, rather than to a query within one of them. */
  isOuter: boolean;
}

/** A statement with its parameters. */
interface Statement {
  text: string;
  values: readonly unknown[];
}

/**
 * A PostgreSQL that knows its tables: 10,000 runs, one in ten RUNNING, and what belongs to them; or,
 * `asleep`, none of them, as after a night without runs.
 */
export async function openPlanner({ asleep = false } = {}) {
  const { client } = await openTestDatabase();
  await client.query(FILLED);
  if (asleep)
    await client.query(`UPDATE "ScrapeRun" SET "status" = 'CANCELLED' WHERE "status" = 'RUNNING'`);
  if (asleep) await client.query('VACUUM ANALYZE "ScrapeRun"');
  const explain = async (options: string, text: string, values: readonly unknown[]) => {
    const { rows } = await client.query(`EXPLAIN (FORMAT JSON${options}) ${text}`, [...values]);
    return flat(rows[0]['QUERY PLAN'][0].Plan as Explained, null, true, false);
  };
  return {
    /** The plan for these values, and the one for any, which a prepared statement may be given. */
    plansOf: async ({ text, values }: Statement): Promise<PlanNode[][]> => [
      await explain('', text, values),
      await explain(', GENERIC_PLAN', text, []),
    ],
  };
}

interface Explained {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Index Cond'?: string;
  'Parent Relationship'?: string;
  Plans?: Explained[];
}

function flat(node: Explained, under: string | null, isOuter: boolean, stops: boolean): PlanNode[] {
  const type = node['Node Type'];
  const own: PlanNode = {
    type,
    under,
    table: node['Relation Name'] ?? null,
    index: node['Index Name'] ?? null,
    isBounded: node['Index Cond'] !== undefined || stops,
    isOuter,
  };
  const below = (node.Plans ?? []).flatMap((child) => {
    const isWithin = /SubPlan|InitPlan/.test(child['Parent Relationship'] ?? '');
    // What sorts reads all that is below it, however few rows are asked of it.
    const childStops = type === 'Limit' || (stops && !/Sort|Aggregate|Hash/.test(type));
    return flat(child, type, isOuter && !isWithin, childStops);
  });
  return [own, ...below];
}

const FILLED = `
  INSERT INTO "Scraper" ("id", "name") SELECT 's' || i, 'scraper-' || i FROM generate_series(1, 500) i;
  INSERT INTO "ScrapeRun" ("id", "scraperId", "status", "startedAt", "finishedAt", "lastHeartbeatAt",
      "staleAfterSeconds", "deadlineAt", "suspectAt")
    SELECT lpad(to_hex(i), 12, '0'), 's' || (i % 20 + 1), status, at,
      CASE WHEN status <> 'RUNNING' THEN at END, at, 600, at + interval '600 s', at + interval '450 s'
    FROM (
      SELECT i, timestamptz '2025-12-20 00:00+00' + i * interval '1 minute' AS at,
        CASE WHEN i > 9000 THEN 'RUNNING' WHEN i % 9 = 0 THEN 'FAILED' ELSE 'COMPLETED' END AS status
      FROM generate_series(1, 10000) i) runs;
  INSERT INTO "ScrapePhaseLog" ("runId", "phase", "startedAt")
    SELECT "id", 'list', "startedAt" + n * interval '1 s' FROM "ScrapeRun", generate_series(0, 1) n;
  INSERT INTO "ScrapeError" ("runId", "errorType", "message", "occurredAt", "fatal")
    SELECT "id", 'stale', 'silent', "startedAt", TRUE FROM "ScrapeRun";
  INSERT INTO "ScrapeLog" ("runId", "n", "at", "level", "message")
    SELECT "id", 1, "startedAt", 'info', 'began' FROM "ScrapeRun";
  INSERT INTO "RunExtension" ("id", "runId", "grantedAt", "seconds", "deadlineAt")
    SELECT "id", "id", "startedAt", 600, "deadlineAt" FROM "ScrapeRun";
  INSERT INTO "Sweep" ("id", "trigger", "startedAt", "durationMs", "examined", "marked", "spared")
    SELECT "id", 'watchdog', "startedAt", 1, 0, 0, 0 FROM "ScrapeRun";
  INSERT INTO "HearingGap" ("id", "reason", "startedAt", "endedAt", "runs")
    SELECT "id", 'blocked', "startedAt", "startedAt", 1 FROM "ScrapeRun";
  ANALYZE`;
