import { LIMITS } from '../domain/limits.ts';
import type { ReportPlan } from '../domain/report.ts';
import type { Db } from './session.ts';

/** Appends log lines to a run; `n` counts on, and only the newest lines are kept. */
export async function appendLogs(db: Db, runId: string, logs: ReportPlan['logs']): Promise<void> {
  if (logs.length === 0) return;
  const newest = await db.scrapeLog.aggregate({ where: { runId }, _max: { n: true } });
  const before = newest._max.n ?? 0;
  await db.scrapeLog.createMany({
    data: logs.map(({ at, level, message }, index) => ({
      runId,
      n: before + index + 1,
      at: new Date(at),
      level,
      message,
    })),
  });
  const kept = before + logs.length - LIMITS.detailRows;
  if (kept > 0) await db.scrapeLog.deleteMany({ where: { runId, n: { lte: kept } } });
}
