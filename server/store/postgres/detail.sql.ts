// The SQL of what belongs to one run.
import { Prisma } from '../generated/postgres/client.ts';
import { errorJson, jsonText, ms } from './runs.sql.ts';

const { sql } = Prisma;
type Sql = Prisma.Sql;

/** The newest phases of a run, newest first. A phase whose start cannot be read is left out. */
export function selectPhases(runId: string, limit: number): Sql {
  const at = ms('p."startedAt"');
  return sql`SELECT json_build_object('phase', p."phase", 'startedAt', ${at},
      'finishedAt', ${ms('p."finishedAt"')})::text AS row
    FROM "ScrapePhaseLog" p WHERE p."runId" = ${runId} AND ${at} IS NOT NULL
    ORDER BY p."startedAt" DESC, p."id" DESC LIMIT ${limit}::int`;
}

/** The newest errors of a run, newest first. */
export function selectErrors(runId: string, limit: number): Sql {
  return sql`SELECT ${errorJson}::text AS row FROM "ScrapeError" e
    WHERE e."runId" = ${runId} ORDER BY e."id" DESC LIMIT ${limit}::int`;
}

/** The newest log lines of a run, newest first. */
export function selectLogs(runId: string, limit: number): Sql {
  return sql`SELECT json_build_object('n', l."n", 'at', COALESCE(${ms('l."at"')}, 0),
      'level', l."level", 'message', l."message")::text AS row
    FROM "ScrapeLog" l WHERE l."runId" = ${runId} ORDER BY l."n" DESC LIMIT ${limit}::int`;
}

/** The `meta` of a run, as JSON text. */
export function selectMeta(runId: string): Sql {
  return sql`SELECT ${jsonText('r."meta"')} AS row FROM "ScrapeRun" r WHERE r."id" = ${runId}`;
}

/** The newest extensions of a run, newest first; of those of one moment the later goes further. */
export function selectExtensions(runId: string, limit: number): Sql {
  return sql`SELECT json_build_object('grantedAt', COALESCE(${ms('x."grantedAt"')}, 0),
      'seconds', x."seconds", 'deadlineAt', COALESCE(${ms('x."deadlineAt"')}, 0),
      'actor', x."actor", 'reason', x."reason")::text AS row
    FROM "RunExtension" x WHERE x."runId" = ${runId}
    ORDER BY x."grantedAt" DESC, x."deadlineAt" DESC, x."id" DESC LIMIT ${limit}::int`;
}
