import type { Figures } from '../../bench/bench.ts';
import type { Several } from './several.ts';

/** What the database itself notes: every end of a run, and whatever is written to one that is over. */
export interface WriteRecord {
  /** Counts, for the runs that have to have died, what was written wrongly. */
  judge(runIds: readonly string[]): Promise<typeof WRITTEN_RIGHT>;
  /** How many of these runs the server of each name ended. */
  endedBy(runIds: readonly string[]): Promise<Figures>;
}

/** How often something was written wrongly. */
export const WRITTEN_RIGHT = {
  left: 0,
  endedTwice: 0,
  writtenAfterTheEnd: 0,
  withoutError: 0,
  withErrors: 0,
} satisfies Figures;

/** Lets the database note from now on, by a trigger that no server knows of. */
export async function keepRecord({ query }: Several): Promise<WriteRecord> {
  await query(NOTE);
  return {
    async judge(runIds) {
      const [row] = await query<Record<keyof typeof WRITTEN_RIGHT, number>>(JUDGE, [runIds]);
      return { ...WRITTEN_RIGHT, ...row };
    },
    async endedBy(runIds) {
      const rows = await query<{ by: string; runs: number }>(ENDED_BY, [runIds]);
      return Object.fromEntries(rows.map(({ by, runs }) => [`endedBy_${by}`, runs]));
    },
  };
}

const NOTE = `CREATE TABLE proof_write ("runId" text, before text, by text);
CREATE FUNCTION proof_note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO proof_write VALUES (NEW."id", OLD."status"::text, current_setting('application_name'));
  RETURN NULL;
END $$;
CREATE TRIGGER proof_note AFTER UPDATE ON "ScrapeRun" FOR EACH ROW
  WHEN (OLD."status" <> 'RUNNING' OR NEW."status" <> 'RUNNING') EXECUTE FUNCTION proof_note()`;

const JUDGE = `WITH meant AS (
    SELECT r."id", r."status" <> 'FAILED' AS alive,
      (SELECT COUNT(*) FROM proof_write w WHERE w."runId" = r."id" AND w.before = 'RUNNING') AS ends,
      (SELECT COUNT(*) FROM proof_write w WHERE w."runId" = r."id" AND w.before <> 'RUNNING') AS late,
      (SELECT COUNT(*) FROM "ScrapeError" e WHERE e."runId" = r."id") AS errors
    FROM "ScrapeRun" r WHERE r."id" = ANY($1))
  SELECT (COUNT(*) FILTER (WHERE alive) + cardinality($1) - COUNT(*))::int AS "left",
    (COUNT(*) FILTER (WHERE ends > 1))::int AS "endedTwice",
    COALESCE(SUM(late), 0)::int AS "writtenAfterTheEnd",
    (COUNT(*) FILTER (WHERE NOT alive AND errors = 0))::int AS "withoutError",
    (COUNT(*) FILTER (WHERE errors > 1))::int AS "withErrors"
  FROM meant`;

const ENDED_BY = `SELECT by, COUNT(*)::int AS runs FROM proof_write
  WHERE before = 'RUNNING' AND "runId" = ANY($1) GROUP BY by ORDER BY by`;
