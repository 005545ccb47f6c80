// The SQL of the passes: what one looks for beside the due, and what it writes.
import { LIMITS } from '../../domain/limits.ts';
import type { RunErrorRecord } from '../../domain/run.ts';
import type { Rule } from '../../domain/staleness.ts';
import type { Millis } from '../../domain/time.ts';
import type { Place } from '../cursor.ts';
import { Prisma } from '../generated/postgres/client.ts';
import { stamp } from '../times.ts';
import { insertErrors } from './report.sql.ts';
import {
  allowed,
  at,
  EARLIEST,
  fewBetween,
  int,
  LATEST,
  lastPhaseAt,
  ms,
  selectRuns,
  staleAt,
  valuesOf,
} from './runs.sql.ts';
import { placeTime, time } from './times.ts';
import {
  allRunning,
  deadline,
  running,
  suspected,
  suspectFrom,
  updateInOrder,
} from './watch.sql.ts';

const { sql } = Prisma;
type Sql = Prisma.Sql;

/** RUNNING runs that are silent for longer than they may, but whose deadline is ahead. */
export function selectNotDue(now: Millis): Sql {
  const heartbeat = ms('r."lastHeartbeatAt"');
  // Whoever beat lately is out before its phases are read; that is nearly everyone.
  return selectRuns(
    now,
    sql`r."status" = 'RUNNING' AND r."deadlineAt" > ${time(now)}
      AND ${fewBetween('r."deadlineAt"', time(now), LATEST)}
      AND COALESCE(${heartbeat} NOT BETWEEN ${int(now)} - ${allowed('r')} + 1
        AND ${int(now + LIMITS.futureToleranceMs)}, TRUE)
      AND ${staleAt(now)} <= ${int(now)} ORDER BY r."deadlineAt"`,
  );
}

/** How many runs are RUNNING, and how many of those are suspected: `live` and `suspected`. */
export function selectCensus(): Sql {
  return sql`SELECT
    (SELECT COUNT(*)::int FROM "ScrapeRun" r WHERE ${allRunning}) AS live,
    (SELECT COUNT(*)::int FROM "ScrapeRun" r WHERE ${suspected}) AS suspected`;
}

/** Fails those of `ids` that are still RUNNING and silent by `rule`; yields the ids it changed. */
export function updateStale(ids: readonly string[], rule: Rule, now: Millis): Sql {
  const meant = rule === 'sign' ? running(ids) : due(ids, now);
  return updateInOrder(failing(now), sql`${meant} AND ${isSilent(now)}`);
}

/** Fails those of `ids` that are still RUNNING and fatally stuck; yields the ids it changed. */
export function updateStuck(ids: readonly string[], now: Millis): Sql {
  return updateInOrder(
    failing(now),
    sql`${running(ids)} AND r."whenStuck" = 'fail' AND r."stuckAt" IS NOT NULL
      AND COALESCE(${ms('r."grantedUntil"')}, 0) <= ${int(now)}
      AND COALESCE(${lastPhaseAt(now)} <= ${ms('r."stuckAt"')}, TRUE)`,
  );
}

/** Fails those of `ids` that are still RUNNING, however lately they spoke. */
export function updateOrphaned(ids: readonly string[], now: Millis): Sql {
  return updateInOrder(failing(now), running(ids));
}

function failing(now: Millis): Sql {
  return sql`"status" = 'FAILED', "finishedAt" = ${time(now)}, "rev" = r."rev" + 1`;
}

/** The RUNNING ones of `ids` whose deadline has passed. */
function due(ids: readonly string[], now: Millis): Sql {
  return sql`${running(ids)} AND ${fewBetween('r."deadlineAt"', EARLIEST, time(now))}`;
}

function isSilent(now: Millis): Sql {
  return sql`${staleAt(now)} <= ${int(now)}`;
}

/** Holds those of `ids` that are RUNNING, due, and still silent; yields the ids it changed. */
export function updateHeld(ids: readonly string[], until: Millis, now: Millis): Sql {
  const set = sql`"heldAt" = ${time(now)}, ${deadline(int(until))}`;
  return updateInOrder(set, sql`${due(ids, now)} AND ${isSilent(now)}`);
}

/** Gives those of `ids` that are RUNNING and due a deadline that follows their sign of life; yields their ids. */
export function updateRearmed(ids: readonly string[], now: Millis): Sql {
  return updateInOrder(deadline(sql`l.at`), due(ids, now), sql`, ${staleAt(now)} AS at`);
}

/** Gives every RUNNING run the deadline of a start at `now`, and suspects none. */
export function updateAllRearmed(now: Millis): Sql {
  return updateInOrder(
    sql`"suspectedAt" = NULL, "suspectAt" = ${at(suspectFrom(sql`l.at`))},
      "deadlineAt" = ${at(sql`l.at`)}, "rev" = r."rev" + 1`,
    allRunning,
    sql`, ${deadlineAtStart(now)} AS at`,
  );
}

/**
 * `deadlineAtStart` of `server/domain/grant.ts`, word for word; a test holds the two against each
 * other. What was given is looked up for those alone that were given something.
 */
function deadlineAtStart(now: Millis): Sql {
  const fresh = sql`(${int(now)} + ${allowed('r')})`;
  const grantedAt = ms('x."grantedAt"');
  const ends = sql`(SELECT MAX(${grantedAt} + CAST(x."seconds" AS BIGINT) * 1000) FROM "RunExtension" x
    WHERE x."runId" = r."id" AND ${grantedAt} <= ${int(now + LIMITS.futureToleranceMs)})`;
  // A NULL among them means that nothing is in force; to LEAST it would be nothing at all.
  const terms = [ms('r."deadlineAt"'), ms('r."grantedUntil"'), ends];
  const inForce = Prisma.join(
    terms.map((term) => sql`COALESCE(${term}, 0)`),
    ', ',
  );
  return sql`CASE WHEN r."grantedUntil" IS NULL THEN ${fresh}
    ELSE GREATEST(${fresh}, LEAST(${inForce})) END`;
}

/** Closes the open phases of these runs. */
export function updatePhasesClosed(ids: readonly string[], now: Millis): Sql {
  return sql`UPDATE "ScrapePhaseLog" AS p SET "finishedAt" = ${time(now)}
    WHERE p."runId" IN (${valuesOf(ids)}) AND p."finishedAt" IS NULL`;
}

/** Writes the fatal errors of runs. */
export function insertFatalErrors(
  errors: readonly { runId: string; error: RunErrorRecord }[],
): Sql {
  return insertErrors(
    errors.map(({ runId, error }) => [
      runId,
      error.errorType,
      error.message,
      error.phase,
      error.url,
      error.detail === null ? null : JSON.stringify(error.detail),
      stamp(error.occurredAt),
      1,
    ]),
  );
}

/** Recorded passes after a place, newest first. */
export function selectSweeps(after: Place | null, limit: number): Sql {
  const older =
    after === null ? sql`TRUE` : sql`(w."startedAt", w."id") < (${placeTime(after)}, ${after[1]})`;
  return sql`SELECT json_build_object('id', w."id", 'trigger', w."trigger", 'actor', w."actor",
      'startedAt', COALESCE(${ms('w."startedAt"')}, 0), 'durationMs', w."durationMs",
      'examined', w."examined", 'marked', w."marked", 'spared', w."spared", 'error', w."error")::text AS row
    FROM "Sweep" w WHERE ${older} ORDER BY w."startedAt" DESC, w."id" DESC LIMIT ${limit}::int`;
}
