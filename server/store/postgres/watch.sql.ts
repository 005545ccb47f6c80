// The SQL of the deadlines and of what comes before them: gaps, suspicion, grants.
import { type Gap, RETURN_GRACE_MAX } from '../../domain/hearing.ts';
import { LIMITS } from '../../domain/limits.ts';
import type { Grant, SuspicionWrite } from '../../domain/ports.ts';
import { NEVER } from '../../domain/suspicion.ts';
import type { Millis } from '../../domain/time.ts';
import type { Place } from '../cursor.ts';
import { Prisma } from '../generated/postgres/client.ts';
import { stamp } from '../times.ts';
import {
  allowed,
  at,
  EARLIEST,
  fewBetween,
  int,
  LATEST,
  ms,
  selectRuns,
  signOfLife,
  tableOf,
  valuesOf,
} from './runs.sql.ts';
import { placeTime, time } from './times.ts';

const { sql } = Prisma;
type Sql = Prisma.Sql;

/** The RUNNING ones of these ids. */
export function running(ids: readonly string[]): Sql {
  return sql`r."id" IN (${valuesOf(ids)}) AND r."status" = 'RUNNING'`;
}

/** All RUNNING runs, by an index however many other runs there are. */
export const allRunning = sql`r."status" = 'RUNNING'
  AND ${fewBetween('r."suspectAt"', EARLIEST, LATEST)}`;

/** `r` is suspected; by the index, since such a run has nothing left to be suspected of. */
export const suspected = sql`r."status" = 'RUNNING' AND r."suspectedAt" IS NOT NULL
  AND ${fewBetween('r."suspectAt"', time(NEVER), LATEST)}`;

/** From when on `r` is suspected if it dies at `diesAt`, all in milliseconds. */
export function suspectFrom(diesAt: Sql): Sql {
  return sql`(${diesAt} - ${allowed('r')} / 4)`;
}

/** Sets the deadline of `r`; one that is suspected stays so, one that is not will be in time. */
export function deadline(millis: Sql): Sql {
  return sql`"deadlineAt" = ${at(millis)}, "rev" = r."rev" + 1,
    "suspectAt" = CASE WHEN r."suspectedAt" IS NULL THEN ${at(suspectFrom(millis))} ELSE r."suspectAt" END`;
}

/**
 * Changes the runs of `where`; yields their ids. `also`: columns of `l`, for `set`; see {@link locked}.
 */
export function updateInOrder(set: Sql, where: Sql, also: Sql = Prisma.empty): Sql {
  const those = locked(sql`SELECT r."id" ${also} FROM "ScrapeRun" r WHERE ${where}`);
  return sql`UPDATE "ScrapeRun" AS r SET ${set} FROM ${those}
    WHERE r."id" = l."id" RETURNING r."id" AS id`;
}

/**
 * What a query of runs `r` yields, as `l`, its runs locked in the order of their ids: so two who
 * write some of the same runs wait for each other, and never both at once. The lock looks again at a
 * run that was written while it waited, and what the query says of the run itself is then as it is;
 * only the rows of other tables are as they were when the statement began.
 */
export function locked(query: Sql): Sql {
  return sql`(WITH l AS MATERIALIZED (${query} ORDER BY r."id" FOR NO KEY UPDATE OF r)
    SELECT * FROM l) l`;
}

/**
 * Gives every RUNNING run the time of a gap back: `deadlineAfter` of `server/domain/hearing.ts`,
 * word for word; a test holds the two against each other. Yields the ids of those that it moved.
 */
export function updateGivenBack(gap: Gap, now: Millis): Sql {
  const diesAt = sql`GREATEST(l.deadline, l.sign + l.allowed)`;
  const left = sql`(${diesAt} - GREATEST(${int(gap.from)}, l.sign))`;
  const step = sql`LEAST(${int(Math.min(gap.to - gap.from, RETURN_GRACE_MAX))}, l.allowed)`;
  const heard = sql`SELECT r."id", ${allowed('r')} AS allowed, ${signOfLife(now)} AS sign,
      COALESCE(${ms('r."deadlineAt"')}, 0) AS deadline
    FROM "ScrapeRun" r WHERE ${allRunning}`;
  return sql`WITH n AS MATERIALIZED (
      SELECT l."id", CASE WHEN l.sign >= ${int(gap.to)} THEN ${diesAt} WHEN ${left} <= 0 THEN ${int(gap.to)}
        ELSE ${int(gap.to)} + LEAST((${left} + ${step} - 1) / ${step} * ${step}, GREATEST(${left}, l.allowed))
        END AS at FROM ${locked(heard)})
    UPDATE "ScrapeRun" AS r SET ${deadline(sql`n.at`)} FROM n
    WHERE r."id" = n."id" AND r."deadlineAt" <> ${at(sql`n.at`)}
    RETURNING r."id" AS id`;
}

/** When a server is known to have been alive, as `at`; NULL: never. What cannot be true is left out. */
export function selectLastAlive(now: Millis): Sql {
  const believed = now + LIMITS.futureToleranceMs;
  const heard = (column: string) => {
    const at = ms(column);
    return sql`CASE WHEN ${at} <= ${int(believed)} THEN ${at} ELSE 0 END`;
  };
  return sql`SELECT NULLIF(MAX(a.at), 0) AS at FROM (
    SELECT MAX(GREATEST(${heard('r."lastHeartbeatAt"')}, ${heard('r."startedAt"')})) AS at
      FROM "ScrapeRun" r WHERE ${allRunning}
    UNION ALL
    (SELECT ${ms('w."startedAt"')} + w."durationMs" FROM "Sweep" w
      WHERE w."startedAt" <= ${time(believed)} ORDER BY w."startedAt" DESC, w."id" DESC LIMIT 1)
    UNION ALL
    (SELECT ${ms('g."endedAt"')} FROM "HearingGap" g
      WHERE g."endedAt" <= ${time(believed)} ORDER BY g."endedAt" DESC, g."id" DESC LIMIT 1)) a`;
}

/** Recorded gaps after a place, newest first. */
export function selectGaps(after: Place | null, limit: number): Sql {
  const older =
    after === null ? sql`TRUE` : sql`(g."endedAt", g."id") < (${placeTime(after)}, ${after[1]})`;
  return sql`SELECT json_build_object('id', g."id", 'reason', g."reason",
      'startedAt', ${ms('g."startedAt"')}, 'endedAt', ${ms('g."endedAt"')}, 'runs', g."runs")::text AS row
    FROM "HearingGap" g WHERE ${older} ORDER BY g."endedAt" DESC, g."id" DESC LIMIT ${limit}::int`;
}

/** RUNNING runs that may have to be suspected, earliest first. */
export function selectSuspectable(now: Millis): Sql {
  const candidate = fewBetween('r."suspectAt"', EARLIEST, time(now));
  return selectRuns(now, sql`r."status" = 'RUNNING' AND ${candidate} ORDER BY r."suspectAt"`);
}

/** RUNNING runs that are suspected. */
export function selectSuspected(now: Millis): Sql {
  return selectRuns(now, suspected);
}

/** When the next run may have to be suspected, as `at`; no row when there is none. */
export function selectNextSuspectAt(): Sql {
  return sql`SELECT COALESCE(${ms('r."suspectAt"')}, 0) AS at FROM "ScrapeRun" r
    WHERE r."status" = 'RUNNING' AND r."suspectAt" < ${time(NEVER)} ORDER BY r."suspectAt" LIMIT 1`;
}

/** Writes what was decided of runs that are RUNNING and were not written since; yields their ids. */
export function updateSuspicion(writes: readonly SuspicionWrite[]): Sql {
  const since = ({ suspectedAt }: SuspicionWrite) =>
    suspectedAt === null ? null : stamp(suspectedAt);
  const rows = tableOf(
    [writes.map(({ id }) => id), 'text'],
    [writes.map(({ rev }) => rev), 'int'],
    [writes.map(since), 'timestamptz'],
    [writes.map(({ suspectAt }) => stamp(Math.max(0, suspectAt))), 'timestamptz'],
  );
  const asDecided = sql`SELECT j.* FROM ${rows} AS j(id, rev, since, next)
    JOIN "ScrapeRun" r ON r."id" = j.id WHERE r."status" = 'RUNNING' AND r."rev" = j.rev`;
  return sql`UPDATE "ScrapeRun" AS r
    SET "suspectedAt" = l.since, "suspectAt" = l.next, "rev" = r."rev" + 1
    FROM ${locked(asDecided)} WHERE r."id" = l.id RETURNING r."id" AS id`;
}

/** Gives the RUNNING ones of `ids` until then, or leaves them what they have; yields their ids. */
export function updateGranted(ids: readonly string[], until: Millis): Sql {
  const later = (column: string) => sql`GREATEST(${ms(column)}, ${int(until)})`;
  const deadlineAt = later('r."deadlineAt"');
  const set = sql`"deadlineAt" = ${at(deadlineAt)}, "grantedUntil" = ${at(later('r."grantedUntil"'))},
    "suspectedAt" = NULL, "suspectAt" = ${at(suspectFrom(deadlineAt))}, "stuckAt" = NULL,
    "rev" = r."rev" + 1`;
  return updateInOrder(set, running(ids));
}

/** Records what runs were given, after they were given it. */
export function insertExtensions(
  extensions: readonly { id: string; runId: string }[],
  { seconds, actor, reason, now }: Omit<Grant, 'runIds'> & { now: Millis },
): Sql {
  const rows = tableOf(
    [extensions.map(({ id }) => id), 'text'],
    [extensions.map(({ runId }) => runId), 'text'],
  );
  return sql`INSERT INTO "RunExtension"
      ("id", "runId", "grantedAt", "seconds", "deadlineAt", "actor", "reason")
    SELECT j.id, r."id", ${time(now)}, ${seconds}::int, r."deadlineAt", ${actor}::text, ${reason}::text
    FROM ${rows} AS j(id, run) JOIN "ScrapeRun" r ON r."id" = j.run`;
}

/** Which of `ids` there are, as `id`. */
export function selectKnown(ids: readonly string[]): Sql {
  return sql`SELECT r."id" AS id FROM "ScrapeRun" r WHERE r."id" IN (${valuesOf(ids)})`;
}
