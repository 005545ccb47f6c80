// The SQL of the deadlines and of what comes before them: gaps, suspicion, grants.
import { type Gap, RETURN_GRACE_MAX } from '../../domain/hearing.ts';
import { LIMITS } from '../../domain/limits.ts';
import type { Grant, SuspicionWrite } from '../../domain/ports.ts';
import { NEVER } from '../../domain/suspicion.ts';
import type { Millis } from '../../domain/time.ts';
import type { Place } from '../cursor.ts';
import { Prisma } from '../generated/sqlite/client.ts';
import { stamp } from '../times.ts';
import { ms, selectRuns, signOfLife, text, valuesOf } from './runs.sql.ts';

const { sql } = Prisma;
type Sql = Prisma.Sql;

/** The RUNNING ones of these ids, each looked up: there may be many more RUNNING ones. */
export function running(ids: readonly string[]): Sql {
  return sql`r."id" IN (${valuesOf(ids)}) AND +r."status" = 'RUNNING'`;
}

/** `r` is suspected; by the index, since such a run has nothing left to be suspected of. */
export const suspected = sql`r."status" = 'RUNNING' AND r."suspectAt" >= ${stamp(NEVER)}
  AND r."suspectedAt" IS NOT NULL`;

/** From when on `r` is suspected if it dies at `diesAt`, all in milliseconds. */
export function suspectFrom(diesAt: Sql): Sql {
  return sql`(${diesAt} - r."staleAfterSeconds" * 250)`;
}

/** Sets the deadline of `r`; one that is suspected stays so, one that is not will be in time. */
export function deadline(at: Sql): Sql {
  return sql`"deadlineAt" = ${text(at)}, "rev" = r."rev" + 1,
    "suspectAt" = CASE WHEN r."suspectedAt" IS NULL THEN ${text(suspectFrom(at))} ELSE r."suspectAt" END`;
}

/**
 * Gives every RUNNING run the time of a gap back: `deadlineAfter` of `server/domain/hearing.ts`,
 * word for word; a test holds the two against each other. Yields the ids of those that it moved.
 */
export function updateGivenBack(gap: Gap, now: Millis): Sql {
  const allowed = sql`(o."staleAfterSeconds" * 1000)`;
  const diesAt = sql`MAX(o.deadline, o.sign + ${allowed})`;
  const left = sql`(${diesAt} - MAX(${gap.from}, o.sign))`;
  const step = sql`MIN(${Math.min(gap.to - gap.from, RETURN_GRACE_MAX)}, ${allowed})`;
  // The driver binds every number as a fraction, so a division has to be told to round down.
  return sql`WITH
    o AS MATERIALIZED (
      SELECT r."rowid" AS row, r."staleAfterSeconds", ${signOfLife(now)} AS sign,
        COALESCE(${ms('r."deadlineAt"')}, 0) AS deadline
      FROM "ScrapeRun" r WHERE r."status" = 'RUNNING'),
    n AS MATERIALIZED (
      SELECT o.row AS row, CASE WHEN o.sign >= ${gap.to} THEN ${diesAt} WHEN ${left} <= 0 THEN ${gap.to}
        ELSE ${gap.to} + MIN(CAST((${left} + ${step} - 1) / ${step} AS INTEGER) * ${step}, MAX(${left}, ${allowed}))
        END AS at FROM o)
    UPDATE "ScrapeRun" AS r SET ${deadline(sql`n.at`)} FROM n
    WHERE r."rowid" = n.row AND r."deadlineAt" <> ${text(sql`n.at`)}
    RETURNING "id" AS id`;
}

/** When a server is known to have been alive, as `at`; NULL: never. What cannot be true is left out. */
export function selectLastAlive(now: Millis): Sql {
  const believed = now + LIMITS.futureToleranceMs;
  const heard = (column: string) => {
    const at = ms(column);
    return sql`CASE WHEN ${at} <= ${believed} THEN ${at} ELSE 0 END`;
  };
  return sql`SELECT NULLIF(MAX(at), 0) AS at FROM (
    SELECT MAX(MAX(${heard('r."lastHeartbeatAt"')}, ${heard('r."startedAt"')})) AS at
      FROM "ScrapeRun" r WHERE r."status" = 'RUNNING'
    UNION ALL
    SELECT * FROM (SELECT ${ms('w."startedAt"')} + w."durationMs" FROM "Sweep" w
      WHERE w."startedAt" <= ${stamp(believed)} ORDER BY w."startedAt" DESC, w."id" DESC LIMIT 1)
    UNION ALL
    SELECT * FROM (SELECT ${ms('g."endedAt"')} FROM "HearingGap" g
      WHERE g."endedAt" <= ${stamp(believed)} ORDER BY g."endedAt" DESC, g."id" DESC LIMIT 1))`;
}

/** Recorded gaps after a place, newest first. */
export function selectGaps(after: Place | null, limit: number): Sql {
  const older =
    after === null ? sql`TRUE` : sql`(g."endedAt", g."id") < (${after[0]}, ${after[1]})`;
  return sql`SELECT json_object('id', g."id", 'reason', g."reason", 'startedAt', ${ms('g."startedAt"')},
      'endedAt', ${ms('g."endedAt"')}, 'runs', g."runs") AS row
    FROM "HearingGap" g WHERE ${older} ORDER BY g."endedAt" DESC, g."id" DESC LIMIT ${limit}`;
}

/** RUNNING runs that may have to be suspected, earliest first. */
export function selectSuspectable(now: Millis): Sql {
  const candidate = sql`r."status" = 'RUNNING' AND r."suspectAt" <= ${stamp(now)}`;
  return selectRuns(now, sql`${candidate} ORDER BY r."suspectAt"`);
}

/** RUNNING runs that are suspected. */
export function selectSuspected(now: Millis): Sql {
  return selectRuns(now, suspected);
}

/** When the next run may have to be suspected, as `at`; no row when there is none. */
export function selectNextSuspectAt(): Sql {
  return sql`SELECT COALESCE(${ms('r."suspectAt"')}, 0) AS at FROM "ScrapeRun" r
    WHERE r."status" = 'RUNNING' AND r."suspectAt" < ${stamp(NEVER)} ORDER BY r."suspectAt" LIMIT 1`;
}

/** Writes what was decided of runs that are RUNNING and were not written since; yields their ids. */
export function updateSuspicion(writes: readonly SuspicionWrite[]): Sql {
  const rows = writes.map(({ id, rev, suspectedAt, suspectAt }) => ({
    id,
    rev,
    suspectedAt: suspectedAt === null ? null : stamp(suspectedAt),
    suspectAt: stamp(Math.max(0, suspectAt)),
  }));
  return sql`UPDATE "ScrapeRun" AS r
    SET "suspectedAt" = j.value ->> 'suspectedAt', "suspectAt" = j.value ->> 'suspectAt',
      "rev" = r."rev" + 1
    FROM json_each(${JSON.stringify(rows)}) j
    WHERE r."id" = j.value ->> 'id' AND +r."status" = 'RUNNING' AND r."rev" = j.value ->> 'rev'
    RETURNING "id" AS id`;
}

/** Gives the RUNNING ones of `ids` until then, or leaves them what they have; yields their ids. */
export function updateGranted(ids: readonly string[], until: Millis): Sql {
  const later = (column: string) => sql`MAX(COALESCE(${ms(column)}, 0), ${until})`;
  const deadlineAt = later('r."deadlineAt"');
  return sql`UPDATE "ScrapeRun" AS r
    SET "deadlineAt" = ${text(deadlineAt)}, "grantedUntil" = ${text(later('r."grantedUntil"'))},
      "suspectedAt" = NULL, "suspectAt" = ${text(suspectFrom(deadlineAt))}, "stuckAt" = NULL,
      "rev" = r."rev" + 1
    WHERE ${running(ids)} RETURNING "id" AS id`;
}

/** Records what runs were given, after they were given it. */
export function insertExtensions(
  extensions: readonly { id: string; runId: string }[],
  { seconds, actor, reason, now }: Omit<Grant, 'runIds'> & { now: Millis },
): Sql {
  return sql`INSERT INTO "RunExtension"
      ("id", "runId", "grantedAt", "seconds", "deadlineAt", "actor", "reason")
    SELECT j.value ->> 'id', r."id", ${stamp(now)}, ${seconds}, r."deadlineAt", ${actor}, ${reason}
    FROM json_each(${JSON.stringify(extensions)}) j JOIN "ScrapeRun" r ON r."id" = j.value ->> 'runId'`;
}

/** Which of `ids` there are, as `id`. */
export function selectKnown(ids: readonly string[]): Sql {
  return sql`SELECT r."id" AS id FROM "ScrapeRun" r WHERE r."id" IN (${valuesOf(ids)})`;
}
