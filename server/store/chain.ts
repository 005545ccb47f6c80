import { isOfSilence } from '../domain/evidence.ts';
import { LIMITS } from '../domain/limits.ts';
import type { DecideReport, ReportResult } from '../domain/ports.ts';
import type { ReportPlan } from '../domain/report.ts';
import { isTerminal, type RunErrorRecord, type RunRecord } from '../domain/run.ts';
import type { Millis } from '../domain/time.ts';
import { type LateSign, type ListValues, type RunValues, valuesOfRun } from './run-values.ts';
import { stamp } from './times.ts';

/** One call's events, and how they are decided on. */
export interface Report {
  id: string;
  now: Millis;
  decide: DecideReport;
}

/** How a report ended: what its caller is told, or that it alone fails. */
export type Outcome = { result: ReportResult } | { failure: unknown };

/** A run as a group finds it. */
export interface Found {
  run: RunRecord;
  /** The number of its newest log line; 0 when it has none. */
  newestLine: number;
}

/**
 * The reports of one run in a group, each decided on what the one before it left, and all that they
 * write together: one row of the run, and the lists that belong to it.
 */
export interface Chain {
  outcomes: Outcome[];
  /** The run after them; null when there is none. */
  after: Found | null;
  /** The run's row, to be written while it is RUNNING; null when no report was accepted. */
  values: RunValues | null;
  /** Whether that row ends the run. */
  ends: boolean;
  lateSign: LateSign | null;
  /** When the phases that are open now end. */
  endsOpenAt: Millis | null;
  phases: PhaseRow[];
  errors: ListValues[];
  logs: ListValues[];
  /** The number up to which log lines go; null when there are not too many. */
  dropsLinesTo: number | null;
}

interface PhaseRow {
  runId: string;
  phase: string;
  startedAt: string;
  finishedAt: string | null;
  reportedAt: string | null;
}

/** Decides on the reports of one run, in order. One whose decision fails changes nothing. Pure. */
export function decideChain(found: Found | undefined, reports: readonly Report[]): Chain {
  const chain: Chain = {
    outcomes: [],
    after: null,
    values: null,
    ends: false,
    lateSign: null,
    endsOpenAt: null,
    phases: [],
    errors: [],
    logs: [],
    dropsLinesTo: null,
  };
  if (found === undefined) {
    return { ...chain, outcomes: reports.map(() => ({ result: { verdict: 'not_found' } })) };
  }
  let state = found;
  for (const report of reports) {
    try {
      const { result, after } = decideOne(chain, found.run.rev, state, report);
      chain.outcomes.push({ result });
      state = after;
    } catch (failure) {
      chain.outcomes.push({ failure });
    }
  }
  chain.after = state;
  return chain;
}

function decideOne(
  chain: Chain,
  readRev: number,
  { run: before, newestLine }: Found,
  { now, decide }: Report,
): { result: ReportResult; after: Found } {
  const decision = decide(before);
  if (decision.verdict !== 'accepted') {
    const duplicates = decision.verdict === 'repeated' ? decision.duplicates : 0;
    const late = noteLateSign(chain, before, now);
    return {
      result: { verdict: decision.verdict, duplicates, ...late },
      after: { run: late.run, newestLine },
    };
  }
  const { plan } = decision;
  const { next, accepted, duplicates } = plan;
  // What cannot be written throws here, before anything is noted.
  const written = { values: valuesOfRun(next, readRev), ...rowsOf(plan, now, newestLine) };
  chain.values = written.values;
  chain.ends = isTerminal(next.status);
  chain.errors.push(...written.errors);
  chain.logs.push(...written.logs);
  notePhases(chain, plan, written.phases, now);
  const newest = newestLine + plan.logs.length;
  if (plan.logs.length > 0 && newest > LIMITS.detailRows) {
    chain.dropsLinesTo = newest - LIMITS.detailRows;
  }
  return {
    result: { verdict: 'accepted', before, run: next, accepted, duplicates },
    after: { run: next, newestLine: newest },
  };
}

/** A late sign of a run that was marked as stale may mean a false kill: its first time is kept. */
function noteLateSign(
  chain: Chain,
  run: RunRecord,
  now: Millis,
): { run: RunRecord; spokeAfterDeath: boolean } {
  if (run.status !== 'FAILED' || !isOfSilence(run.error)) return { run, spokeAfterDeath: false };
  if (run.spokeAgainAt !== null) return { run, spokeAfterDeath: true };
  chain.lateSign = { runId: run.id, at: now };
  return { run: { ...run, spokeAgainAt: now, rev: run.rev + 1 }, spokeAfterDeath: true };
}

/** Each new phase closes the one before it; any end closes the open one. */
function notePhases(
  chain: Chain,
  { next }: ReportPlan,
  phases: readonly PhaseRow[],
  now: Millis,
): void {
  const ends = isTerminal(next.status);
  if (!ends && phases.length === 0) return;
  chain.endsOpenAt ??= now;
  chain.phases.push(...phases);
  for (const [index, phase] of chain.phases.entries()) {
    if (ends || index < chain.phases.length - 1) phase.finishedAt ??= stamp(now);
  }
}

function rowsOf(
  { next, phases, errors, logs }: ReportPlan,
  now: Millis,
  newestLine: number,
): { phases: PhaseRow[]; errors: ListValues[]; logs: ListValues[] } {
  const runId = next.id;
  const fatal = next.status === 'FAILED' && next.error !== null ? [next.error] : [];
  return {
    phases: phases.map(({ phase, reportedAt }) => ({
      runId,
      phase,
      startedAt: stamp(now),
      finishedAt: null,
      reportedAt: reportedAt === null ? null : stamp(reportedAt),
    })),
    errors: [
      ...errors.map((error) => errorRow(runId, error, false)),
      ...fatal.map((error) => errorRow(runId, error, true)),
    ],
    logs: logs.map(({ at, level, message }, index) => [
      runId,
      newestLine + index + 1,
      stamp(at),
      level,
      message,
    ]),
  };
}

function errorRow(runId: string, error: RunErrorRecord, fatal: boolean): ListValues {
  const { errorType, message, phase, url, detail, occurredAt } = error;
  const json = detail === null ? null : JSON.stringify(detail);
  return [runId, errorType, message, phase, url, json, stamp(occurredAt), fatal ? 1 : 0];
}
