// The SQL of what belongs to one run.
import { Prisma } from '../generated/sqlite/client.ts';
import { errorJson, jsonText, ms } from './runs.sql.ts';

const { sql } = Prisma;
type Sql = Prisma.Sql;

/** The newest phases of a run, newest first. A phase whose start cannot be read is left out. */
export function selectPhases(runId: string, limit: number): Sql {
  return sql`SELECT json_object('phase', CAST(phase AS TEXT), 'startedAt', at, 'finishedAt', finished) AS row
    FROM (SELECT p."id" AS id, p."phase" AS phase, ${ms('p."startedAt"')} AS at,
      ${ms('p."finishedAt"')} AS finished FROM "ScrapePhaseLog" p WHERE p."runId" = ${runId})
    WHERE at IS NOT NULL ORDER BY at DESC, id DESC LIMIT ${limit}`;
}

/** The newest errors of a run, newest first. */
export function selectErrors(runId: string, limit: number): Sql {
  return sql`SELECT ${errorJson} AS row FROM "ScrapeError" e
    WHERE e."runId" = ${runId} ORDER BY e."id" DESC LIMIT ${limit}`;
}

/** The newest log lines of a run, newest first. */
export function selectLogs(runId: string, limit: number): Sql {
  return sql`SELECT json_object('n', l."n", 'at', COALESCE(${ms('l."at"')}, 0), 'level', l."level",
      'message', l."message") AS row
    FROM "ScrapeLog" l WHERE l."runId" = ${runId} ORDER BY l."n" DESC LIMIT ${limit}`;
}

/** The `meta` of a run, as JSON text. */
export function selectMeta(runId: string): Sql {
  return sql`SELECT ${jsonText('r."meta"')} AS row FROM "ScrapeRun" r WHERE r."id" = ${runId}`;
}

/** The newest extensions of a run, newest first. */
export function selectExtensions(runId: string, limit: number): Sql {
  return sql`SELECT json_object('grantedAt', COALESCE(${ms('x."grantedAt"')}, 0), 'seconds', x."seconds",
      'deadlineAt', COALESCE(${ms('x."deadlineAt"')}, 0), 'actor', x."actor", 'reason', x."reason") AS row
    FROM "RunExtension" x WHERE x."runId" = ${runId}
    ORDER BY x."grantedAt" DESC, x."rowid" DESC LIMIT ${limit}`;
}
