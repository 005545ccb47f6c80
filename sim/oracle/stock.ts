import { presentRun, type Run, type RunRecord } from '../../server/domain/run.ts';
import { signOfLife } from '../../server/domain/staleness.ts';
import type { Dashboard } from '../server/dashboard.ts';
import type { Server } from '../server/server.ts';
import { type Row, read, type Tables } from '../store/tables.ts';
import type { Judgement } from './judgement.ts';
import type { Oracle } from './oracle.ts';
import type { RunTruth } from './run-truth.ts';

/** What a dashboard shows of a run and must be as it is stored. */
const SHOWN = [
  'status',
  'phase',
  'lastSignAt',
  'deadlineAt',
  'suspectedAt',
  'grantedUntil',
  'stuckAt',
] as const satisfies readonly (keyof Run)[];

/**
 * Once all is quiet: every dashboard shows what is stored, every end was told once, and whatever
 * was acknowledged is there. `foreign`: runs that other programs write to, behind every back.
 */
export function takeStock(parts: {
  tables: Tables;
  servers: readonly Server[];
  oracle: Oracle;
  judgement: Judgement;
  isForeign(runId: string): boolean;
  /** The clock was set back: what is a sign of life then depends on when one looks. */
  isBehind: boolean;
  /** Nobody wrote to it lately. */
  isSettled(row: Row): boolean;
}): void {
  const { tables, servers, oracle, judgement } = parts;
  for (const server of servers) {
    const clock = server.process()?.clock;
    if (clock === undefined || !server.isUp()) continue;
    for (const dashboard of server.dashboards) {
      if (dashboard.isConnected()) compare(dashboard, clock.now());
    }
  }
  for (const truth of oracle.runs.values()) {
    const row = tables.rows.get(truth.id);
    if (truth.endedAt > 0 && row !== undefined && parts.isSettled(row)) look(truth, row);
  }

  function compare(dashboard: Dashboard, now: number): void {
    for (const row of tables.running) {
      const { id } = row.record;
      if (parts.isForeign(id) || !parts.isSettled(row)) continue;
      const shown = dashboard.knows(id);
      const truth = oracle.runs.get(id) ?? null;
      if (shown === undefined) judgement.breaks('told', 'A dashboard does not show it.', truth);
      else differ(read(row, now), shown, truth, now);
    }
    for (const shown of dashboard.takeStock()) {
      const row = tables.rows.get(shown.id);
      const truth = oracle.runs.get(shown.id) ?? null;
      if (row === undefined) judgement.breaks('told', 'A dashboard shows what is not stored.');
      else if (row.record.status !== shown.status && parts.isSettled(row)) {
        const states = `${shown.status} and is ${row.record.status}`;
        judgement.breaks('told', `A dashboard shows that it is ${states}.`, truth);
      }
    }
  }

  function differ(record: RunRecord, shown: Run, truth: RunTruth | null, now: number): void {
    const stored = presentRun(record, signOfLife(record, now).at);
    const wrong = SHOWN.filter((field) => field !== 'lastSignAt' || !parts.isBehind).find(
      (field) => stored[field] !== shown[field],
    );
    if (wrong === undefined) return;
    const values = `${String(shown[wrong])} instead of ${String(stored[wrong])}`;
    judgement.breaks('told', `A dashboard shows the ${wrong} ${values}.`, truth);
  }

  function look(truth: RunTruth, row: Row): void {
    const isWriterAlive = truth.endedBy !== null && oracle.isAlive(truth.endedBy);
    if (truth.toldBy.length === 0 && isWriterAlive && !isSaidByBoot(row)) {
      judgement.breaks('once', `${truth.endedBy} ended it and told nobody.`, truth);
    }
    checkStored(row, truth);
  }

  /** The recovery of a boot tells nobody, since nobody listens yet. */
  function isSaidByBoot({ record }: Row): boolean {
    const detail = record.error?.detail as { decidedBy?: string } | null | undefined;
    return detail?.decidedBy === 'startup';
  }

  function checkStored(row: Row, truth: RunTruth): void {
    const lines = row.logs.map(({ message }) => message);
    if (new Set(lines).size < lines.length) {
      judgement.breaks('stored', 'A log line of it is stored twice.', truth);
    }
    const stored = new Set(lines);
    const lost = truth.ackedLogs.find((line) => !stored.has(line));
    if (lost !== undefined) judgement.breaks('stored', `${lost} was taken and is lost.`, truth);
    if (row.record.lastSeq < truth.ackedSeq) {
      judgement.breaks('stored', `Seq ${truth.ackedSeq} was taken and is lost.`, truth);
    }
  }
}
