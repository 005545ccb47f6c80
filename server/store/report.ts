import { isOfSilence } from '../domain/evidence.ts';
import type { DecideReport, ReportResult } from '../domain/ports.ts';
import type { ReportPlan } from '../domain/report.ts';
import { isTerminal, type RunErrorRecord, type RunRecord } from '../domain/run.ts';
import type { Millis } from '../domain/time.ts';
import { Prisma } from './generated/client.ts';
import { appendLogs } from './logs.ts';
import { runsOf } from './row.ts';
import type { Db } from './session.ts';
import { selectForReport } from './sqlite.sql.ts';
import { toDate } from './times.ts';

/** Does what `decide` says, within a transaction: the run's row first, while it is RUNNING. */
export async function report(
  db: Db,
  id: string,
  now: Millis,
  decide: DecideReport,
): Promise<ReportResult> {
  for (;;) {
    const [before] = await runsOf(db, selectForReport(id, now));
    if (before === undefined) return { verdict: 'not_found' };
    const decision = decide(before);
    if (decision.verdict !== 'accepted') {
      const duplicates = decision.verdict === 'repeated' ? decision.duplicates : 0;
      return { verdict: decision.verdict, duplicates, ...(await noteLateSign(db, before, now)) };
    }
    const { plan } = decision;
    // Another writer may have ended the run since it was read: then it is decided anew.
    if (!(await updateRun(db, plan.next))) continue;
    await writePhases(db, plan, now);
    await writeErrors(db, plan);
    await appendLogs(db, id, plan.logs);
    const { accepted, duplicates } = plan;
    return { verdict: 'accepted', before, run: plan.next, accepted, duplicates };
  }
}

/** A late sign of a run that was marked as stale may mean a false kill: its first time is kept. */
async function noteLateSign(
  db: Db,
  run: RunRecord,
  now: Millis,
): Promise<{ run: RunRecord; spokeAfterDeath: boolean }> {
  if (run.status !== 'FAILED' || !isOfSilence(run.error)) {
    return { run, spokeAfterDeath: false };
  }
  const { count } = await db.scrapeRun.updateMany({
    where: { id: run.id, status: 'FAILED', spokeAgainAt: null },
    data: { spokeAgainAt: new Date(now), rev: { increment: 1 } },
  });
  const noted = count === 1 ? { ...run, spokeAgainAt: now, rev: run.rev + 1 } : run;
  return { run: noted, spokeAfterDeath: true };
}

async function updateRun(db: Db, next: RunRecord): Promise<boolean> {
  const { count } = await db.scrapeRun.updateMany({
    where: { id: next.id, status: 'RUNNING' },
    data: {
      status: next.status,
      finishedAt: toDate(next.finishedAt),
      phase: next.phase,
      progressDone: next.progress?.done ?? null,
      progressTotal: next.progress?.total ?? null,
      progressUnit: next.progress?.unit ?? null,
      progressMessage: next.progress?.message ?? null,
      lastHeartbeatAt: toDate(next.lastHeartbeatAt),
      deadlineAt: new Date(next.deadlineAt),
      suspectAt: new Date(next.suspectAt),
      suspectedAt: toDate(next.suspectedAt),
      grantedUntil: toDate(next.grantedUntil),
      lastProgressAt: toDate(next.lastProgressAt),
      stuckAt: toDate(next.stuckAt),
      silences: next.silences as unknown as Prisma.InputJsonObject,
      lastSeq: next.lastSeq,
      rev: next.rev,
      reportedAt: toDate(next.reportedAt),
    },
  });
  return count === 1;
}

/** Each new phase closes the one before it; any end closes the open one. */
async function writePhases(db: Db, { next, phases }: ReportPlan, now: Millis): Promise<void> {
  const ends = isTerminal(next.status);
  const at = new Date(now);
  if (ends || phases.length > 0) {
    await db.scrapePhaseLog.updateMany({
      where: { runId: next.id, finishedAt: null },
      data: { finishedAt: at },
    });
  }
  if (phases.length === 0) return;
  await db.scrapePhaseLog.createMany({
    data: phases.map(({ phase, reportedAt }, index) => ({
      runId: next.id,
      phase,
      startedAt: at,
      finishedAt: ends || index < phases.length - 1 ? at : null,
      reportedAt: toDate(reportedAt),
    })),
  });
}

async function writeErrors(db: Db, { next, errors }: ReportPlan): Promise<void> {
  const rows = errors.map((error) => errorRow(next.id, error, false));
  if (next.status === 'FAILED' && next.error !== null) {
    rows.push(errorRow(next.id, next.error, true));
  }
  if (rows.length > 0) await db.scrapeError.createMany({ data: rows });
}

function errorRow(runId: string, error: RunErrorRecord, fatal: boolean) {
  const occurredAt = new Date(error.occurredAt);
  return { ...error, runId, fatal, occurredAt, detail: error.detail ?? Prisma.DbNull };
}
