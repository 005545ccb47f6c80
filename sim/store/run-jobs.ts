import { isOfSilence } from '../../server/domain/evidence.ts';
import { LIMITS } from '../../server/domain/limits.ts';
import type {
  CancelResult,
  DecideReport,
  NewRun,
  ReportResult,
  StartVerdict,
} from '../../server/domain/ports.ts';
import type { ReportPlan } from '../../server/domain/report.ts';
import {
  isTerminal,
  type RunDetailRecord,
  type RunRecord,
  type StaleAfterSource,
} from '../../server/domain/run.ts';
import { staleAt } from '../../server/domain/staleness.ts';
import { unsuspected } from '../../server/domain/suspicion.ts';
import type { Millis } from '../../server/domain/time.ts';
import {
  closePhases,
  insertRun,
  insertScraper,
  type Row,
  read,
  settleStatus,
  type Tables,
  write,
} from './tables.ts';

/** Starts a run; the same scraper and idempotency key give the same run. */
export function startRun(tables: Tables, run: NewRun): StartVerdict {
  const { now } = run;
  const key = run.idempotencyKey === null ? null : `${run.scraper}\n${run.idempotencyKey}`;
  const earlier = key === null ? undefined : tables.byKey.get(key);
  if (earlier !== undefined) return { verdict: 'repeated', run: shown(read(earlier, now)) };
  if (run.retryOf !== null && !tables.rows.has(run.retryOf)) return { verdict: 'unknown_retry' };
  const scraper = tables.scrapers.get(run.scraper) ?? insertScraper(tables, run.scraper);
  const [staleAfterSeconds, staleAfterFrom] = patienceOf(run, scraper.staleAfterSeconds);
  const row = insertRun(tables, {
    id: run.id,
    scraper: run.scraper,
    origin: run.origin,
    trigger: run.trigger,
    retryOf: run.retryOf,
    startedAt: now,
    phase: run.phase,
    lastPhaseAt: run.phase === null ? null : now,
    staleAfterSeconds,
    staleAfterFrom,
    deadlineAt: staleAt(now, staleAfterSeconds),
    ...unsuspected({ staleAfterSeconds }, now),
    stuckAfterSeconds: scraper.stuckAfterSeconds ?? run.defaultStuckAfterSeconds,
    whenStuck: scraper.whenStuck,
  });
  row.meta = run.meta;
  if (run.phase !== null) row.phases.push({ phase: run.phase, startedAt: now, finishedAt: null });
  if (key !== null) tables.byKey.set(key, row);
  return { verdict: 'started', run: row.record };
}

/** Does what `decide` says, as long as the run is RUNNING. */
export function report(
  tables: Tables,
  id: string,
  now: Millis,
  decide: DecideReport,
): ReportResult {
  const row = tables.rows.get(id);
  if (row === undefined) return { verdict: 'not_found' };
  const before = read(row, now);
  const decision = decide(before);
  if (decision.verdict !== 'accepted') {
    const duplicates = decision.verdict === 'repeated' ? decision.duplicates : 0;
    return { verdict: decision.verdict, duplicates, ...noteLateSign(tables, row, now) };
  }
  const { plan } = decision;
  // Real databases keep no computed column: the newest phase of all is read from the log.
  const { lastPhaseAt } = row.record;
  row.record = plan.next;
  addPhases(row, plan, now, lastPhaseAt);
  row.errors.push(...plan.errors);
  if (plan.next.status === 'FAILED' && plan.next.error !== null) row.errors.push(plan.next.error);
  addLogs(row, plan.logs);
  settleStatus(tables, row);
  const { accepted, duplicates } = plan;
  return { verdict: 'accepted', before, run: plan.next, accepted, duplicates };
}

/** Asks a run to stop. */
export function requestCancel(tables: Tables, id: string, now: Millis): CancelResult {
  const row = tables.rows.get(id);
  if (row === undefined) return { verdict: 'not_found' };
  const before = shown(read(row, now));
  if (isTerminal(before.status)) return { verdict: 'closed', run: before };
  if (before.cancelRequestedAt !== null) return { verdict: 'repeated', before, run: before };
  return { verdict: 'requested', before, run: write(tables, row, { cancelRequestedAt: now }, now) };
}

/** A run with its lists. */
export function detail(tables: Tables, id: string, now: Millis): RunDetailRecord | null {
  const row = tables.rows.get(id);
  if (row === undefined) return null;
  const { phases, errors, logs, extensions, meta } = row;
  return { run: shown(read(row, now)), phases, errors, logs, extensions, meta };
}

/** A run as most queries yield it: its silences are not asked for. */
function shown(run: RunRecord): RunRecord {
  return { ...run, silences: {} };
}

function addPhases(row: Row, { next, phases }: ReportPlan, now: Millis, known: Millis | null) {
  const ends = isTerminal(next.status);
  if (ends || phases.length > 0) closePhases(row, now);
  for (const [index, { phase }] of phases.entries()) {
    const isOpen = !ends && index === phases.length - 1;
    row.phases.push({ phase, startedAt: now, finishedAt: isOpen ? null : now });
  }
  const newest = Math.max(known ?? 0, phases.length > 0 ? now : 0);
  const lastPhaseAt = newest === 0 ? null : newest;
  if (lastPhaseAt !== next.lastPhaseAt) row.record = { ...next, lastPhaseAt };
}

function addLogs(row: Row, logs: ReportPlan['logs']): void {
  for (const line of logs) row.logs.push({ n: (row.logs.at(-1)?.n ?? 0) + 1, ...line });
  if (row.logs.length > LIMITS.detailRows) row.logs = row.logs.slice(-LIMITS.detailRows);
}

function noteLateSign(tables: Tables, row: Row, now: Millis) {
  const { status, error, spokeAgainAt } = row.record;
  const spokeAfterDeath = status === 'FAILED' && isOfSilence(error);
  if (!spokeAfterDeath || spokeAgainAt !== null) return { run: read(row, now), spokeAfterDeath };
  return { run: write(tables, row, { spokeAgainAt: now }, now), spokeAfterDeath };
}

function patienceOf(run: NewRun, scrapers: number | null): [number, StaleAfterSource] {
  if (run.staleAfterSeconds !== null) return [run.staleAfterSeconds, 'run'];
  if (scrapers !== null) return [scrapers, 'scraper'];
  return [run.defaultStaleAfterSeconds, 'setting'];
}
