// The SQL of the passes: what one looks for beside the due, and what it writes.
import { LIMITS } from '../../domain/limits.ts';
import type { RunErrorRecord } from '../../domain/run.ts';
import type { Rule } from '../../domain/staleness.ts';
import type { Millis } from '../../domain/time.ts';
import type { Place } from '../cursor.ts';
import { Prisma } from '../generated/sqlite/client.ts';
import { stamp } from '../times.ts';
import { lastPhaseAt, ms, selectRuns, staleAt, text, valuesOf } from './runs.sql.ts';
import { deadline, running, suspected, suspectFrom } from './watch.sql.ts';

const { sql } = Prisma;
type Sql = Prisma.Sql;

/** RUNNING runs that are silent for longer than they may, but whose deadline is ahead. */
export function selectNotDue(now: Millis): Sql {
  const heartbeat = ms('r."lastHeartbeatAt"');
  // Whoever beat lately is out before its phases are read; that is nearly everyone.
  return selectRuns(
    now,
    sql`r."status" = 'RUNNING' AND r."deadlineAt" > ${stamp(now)}
      AND COALESCE(${heartbeat} NOT BETWEEN ${now} - r."staleAfterSeconds" * 1000 + 1
        AND ${now + LIMITS.futureToleranceMs}, TRUE)
      AND ${staleAt(now)} <= ${now} ORDER BY r."deadlineAt"`,
  );
}

/** How many runs are RUNNING, and how many of those are suspected: `live` and `suspected`. */
export function selectCensus(): Sql {
  return sql`SELECT
    (SELECT COUNT(*) FROM "ScrapeRun" r WHERE r."status" = 'RUNNING') AS live,
    (SELECT COUNT(*) FROM "ScrapeRun" r WHERE ${suspected}) AS suspected`;
}

/** Fails those of `ids` that are still RUNNING and silent by `rule`; yields the ids it changed, and their revs. */
export function updateStale(ids: readonly string[], rule: Rule, now: Millis): Sql {
  const meant = rule === 'sign' ? running(ids) : due(ids, now);
  return sql`${failing(now)} WHERE ${meant} AND ${staleAt(now)} <= ${now}
    RETURNING "id" AS id, "rev" AS rev`;
}

/** Fails those of `ids` that are still RUNNING and fatally stuck; yields the same. */
export function updateStuck(ids: readonly string[], now: Millis): Sql {
  return sql`${failing(now)}
    WHERE ${running(ids)} AND r."whenStuck" = 'fail' AND r."stuckAt" IS NOT NULL
    AND COALESCE(${ms('r."grantedUntil"')}, 0) <= ${now}
    AND COALESCE(${lastPhaseAt(now)} <= ${ms('r."stuckAt"')}, TRUE)
    RETURNING "id" AS id, "rev" AS rev`;
}

/** Fails those of `ids` that are still RUNNING, however lately they spoke. */
export function updateOrphaned(ids: readonly string[], now: Millis): Sql {
  return sql`${failing(now)} WHERE ${running(ids)} RETURNING "id" AS id`;
}

function failing(now: Millis): Sql {
  return sql`UPDATE "ScrapeRun" AS r
    SET "status" = 'FAILED', "finishedAt" = ${stamp(now)}, "rev" = r."rev" + 1`;
}

/** The RUNNING ones of `ids` whose deadline has passed. */
function due(ids: readonly string[], now: Millis): Sql {
  return sql`r."id" IN (${valuesOf(ids)}) AND r."status" = 'RUNNING'
    AND r."deadlineAt" <= ${stamp(now)}`;
}

/** Holds those of `ids` that are RUNNING, due, and still silent; yields the ids it changed. */
export function updateHeld(ids: readonly string[], until: Millis, now: Millis): Sql {
  return sql`UPDATE "ScrapeRun" AS r
    SET "heldAt" = ${stamp(now)}, ${deadline(sql`${until}`)}
    WHERE ${due(ids, now)} AND ${staleAt(now)} <= ${now} RETURNING "id" AS id`;
}

/** Gives those of `ids` that are RUNNING and due a deadline that follows their sign of life; yields their ids. */
export function updateRearmed(ids: readonly string[], now: Millis): Sql {
  return sql`UPDATE "ScrapeRun" AS r SET ${deadline(staleAt(now))}
    WHERE ${due(ids, now)} RETURNING "id" AS id`;
}

/** Gives every RUNNING run the deadline of a start at `now`, and suspects none. */
export function updateAllRearmed(now: Millis): Sql {
  const deadlineAt = deadlineAtStart(now);
  return sql`UPDATE "ScrapeRun" AS r
    SET "suspectedAt" = NULL, "suspectAt" = ${text(suspectFrom(deadlineAt))},
      "deadlineAt" = ${text(deadlineAt)}, "rev" = r."rev" + 1
    WHERE r."status" = 'RUNNING'`;
}

/**
 * `deadlineAtStart` of `server/domain/grant.ts`, word for word; a test holds the two against each
 * other. What was given is looked up for those alone that were given something.
 */
function deadlineAtStart(now: Millis): Sql {
  const fresh = sql`(${now} + r."staleAfterSeconds" * 1000)`;
  const grantedAt = ms('x."grantedAt"');
  const ends = sql`(SELECT MAX(${grantedAt} + x."seconds" * 1000) FROM "RunExtension" x
    WHERE x."runId" = r."id" AND ${grantedAt} <= ${now + LIMITS.futureToleranceMs})`;
  const [deadlineAt, grantedUntil] = [ms('r."deadlineAt"'), ms('r."grantedUntil"')];
  return sql`CASE WHEN r."grantedUntil" IS NULL THEN ${fresh}
    ELSE MAX(${fresh}, COALESCE(MIN(${deadlineAt}, ${grantedUntil}, ${ends}), 0)) END`;
}

/** Closes the open phases of these runs. */
export function updatePhasesClosed(ids: readonly string[], now: Millis): Sql {
  return sql`UPDATE "ScrapePhaseLog" SET "finishedAt" = ${stamp(now)}
    WHERE "runId" IN (${valuesOf(ids)}) AND "finishedAt" IS NULL`;
}

/** Writes the fatal errors of runs, from one parameter: bound variables are limited. */
export function insertFatalErrors(
  errors: readonly { runId: string; error: RunErrorRecord }[],
): Sql {
  const rows = errors.map(({ runId, error }) => [
    runId,
    error.errorType,
    error.message,
    error.phase,
    error.url,
    error.detail === null ? null : JSON.stringify(error.detail),
    stamp(error.occurredAt),
  ]);
  return sql`INSERT INTO "ScrapeError"
      ("runId", "errorType", "message", "phase", "url", "detail", "occurredAt", "fatal")
    SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5,
      value ->> 6, 1
    FROM json_each(${JSON.stringify(rows)})`;
}

/** Recorded passes after a place, newest first. */
export function selectSweeps(after: Place | null, limit: number): Sql {
  const older =
    after === null ? sql`TRUE` : sql`(w."startedAt", w."id") < (${after[0]}, ${after[1]})`;
  return sql`SELECT json_object('id', w."id", 'trigger', w."trigger", 'actor', w."actor",
      'startedAt', COALESCE(${ms('w."startedAt"')}, 0), 'durationMs', w."durationMs",
      'examined', w."examined", 'marked', w."marked", 'spared', w."spared", 'error', w."error") AS row
    FROM "Sweep" w WHERE ${older} ORDER BY w."startedAt" DESC, w."id" DESC LIMIT ${limit}`;
}
