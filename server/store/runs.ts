import { LIMITS } from '../domain/limits.ts';
import type { CancelResult, RunStore } from '../domain/ports.ts';
import type { ExtensionRecord, RunDetailRecord } from '../domain/run.ts';
import type { Millis } from '../domain/time.ts';
import { createReportGroups } from './group.ts';
import type { Db, Jobs } from './jobs.ts';
import { listRuns } from './list.ts';
import { type ErrorRow, findRun, parsed, rowsOfJson, runsOf, toError } from './row.ts';
import { startRun } from './start-run.ts';

/** The runs of an open database. */
export function createRunStore(session: Jobs): RunStore {
  return {
    start: (run) => session.write((db) => startRun(db, run)),
    report: createReportGroups(session),
    requestCancel: (id, now) => session.write((db) => requestCancel(db, id, now)),
    find: (id, now) => session.read((db) => findRun(db, id, now)),
    detail: (id, now) => session.read((db) => detail(db, id, now)),
    list: (filter, now) => session.read((db) => listRuns(db, filter, now)),
    running: (now) => session.read((db) => runsOf(db, db.sql.selectRunning(now))),
    countRunning: () =>
      session.read((db) => db.models.scrapeRun.count({ where: { status: 'RUNNING' } })),
    recentlyFailed: (since, limit, now) =>
      session.read((db) => runsOf(db, db.sql.selectRecentlyFailed(since, limit, now))),
    ping: () =>
      session.read(async (db) => {
        await db.models.scrapeRun.findFirst({ select: { id: true } });
      }),
  };
}

async function requestCancel(db: Db, id: string, now: Millis): Promise<CancelResult> {
  const { count } = await db.models.scrapeRun.updateMany({
    where: { id, status: 'RUNNING', cancelRequestedAt: null },
    data: { cancelRequestedAt: new Date(now), rev: { increment: 1 } },
  });
  const run = await findRun(db, id, now);
  if (run === null) return { verdict: 'not_found' };
  if (count === 1) {
    db.changed([id]);
    const before = { ...run, cancelRequestedAt: null, rev: run.rev - 1 };
    return { verdict: 'requested', before, run };
  }
  return run.status === 'RUNNING'
    ? { verdict: 'repeated', before: run, run }
    : { verdict: 'closed', run };
}

async function detail(db: Db, id: string, now: Millis): Promise<RunDetailRecord | null> {
  const run = await findRun(db, id, now);
  if (run === null) return null;
  const limit = LIMITS.detailRows;
  const phases = await rowsOfJson<RunDetailRecord['phases'][number]>(
    db,
    db.sql.selectPhases(id, limit),
  );
  const errors = await rowsOfJson<ErrorRow>(db, db.sql.selectErrors(id, limit));
  const logs = await rowsOfJson<RunDetailRecord['logs'][number]>(db, db.sql.selectLogs(id, limit));
  const extensions = await rowsOfJson<ExtensionRecord>(
    db,
    db.sql.selectExtensions(id, LIMITS.extensionRows),
  );
  const [meta] = await db.query<{ row: string | null }>(db.sql.selectMeta(id));
  return {
    run,
    phases: phases.reverse(),
    errors: errors.map(toError).reverse(),
    logs: logs.reverse(),
    extensions: extensions.reverse(),
    meta: meta === undefined || meta.row === null ? null : parsed(meta.row),
  };
}
