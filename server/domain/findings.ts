import { type Decision, evidenceOf } from './evidence.ts';
import { isTerminal, type RunRecord } from './run.ts';
import { judge, type Rule, type Verdict } from './staleness.ts';
import { presentSweep, type SweepEntry, type SweepOutcome, type SweepRecord } from './sweep.ts';
import type { Millis } from './time.ts';

/** Why a candidate is not marked. `held`: by the storm guard. */
export type SparedReason = Exclude<Verdict, 'silent' | 'stuck'> | 'held';

/** What a look at the store found, before anything is written. */
export interface Findings {
  stale: { run: RunRecord; verdict: 'silent' | 'stuck' }[];
  spared: { run: RunRecord; reason: SparedReason }[];
  /** Asked for by id, and not there. */
  unknown: string[];
}

/** What a pass tells of each run. */
export interface Told {
  marked: SweepEntry[];
  spared: SweepEntry[];
}

export const NOTHING_FOUND: Findings = { stale: [], spared: [], unknown: [] };

/** Judges each of `runs`; `unknown` ids are carried along. */
export function sift(
  runs: readonly RunRecord[],
  now: Millis,
  rule: Rule = 'deadline',
  unknown: string[] = [],
): Findings {
  const found: Findings = { stale: [], spared: [], unknown };
  for (const run of runs) {
    const verdict = judge(run, now, rule);
    if (verdict === 'silent' || verdict === 'stuck') found.stale.push({ run, verdict });
    else found.spared.push({ run, reason: verdict });
  }
  return found;
}

/** `found` with these silent runs held instead of marked. */
export function holding(found: Findings, held: ReadonlySet<RunRecord>): Findings {
  const [stale, kept] = [found.stale, found.stale.filter(({ run }) => !held.has(run))];
  if (stale.length === kept.length) return found;
  const holds = [...held].map((run) => ({ run, reason: 'held' as const }));
  return { ...found, stale: kept, spared: [...found.spared, ...holds] };
}

/** The spared that need a new deadline; the held get theirs from the guard. */
export function dueAmong(spared: Findings['spared'], now: Millis): string[] {
  return spared
    .filter(({ run, reason }) => reason !== 'held' && run.deadlineAt <= now)
    .filter(({ run }) => !isTerminal(run.status))
    .map(({ run }) => run.id);
}

/** The row of a pass that does what `found` says. */
export function recordOf(id: string, found: Findings, decision: Decision): SweepRecord {
  const marked = found.stale.length;
  const spared = found.spared.length + found.unknown.length;
  return {
    id,
    trigger: decision.decidedBy,
    actor: decision.actor,
    startedAt: decision.now,
    durationMs: 0,
    examined: marked + spared,
    marked,
    spared,
    error: null,
  };
}

/** What would happen to each run, if nothing changed in between. */
export function tell(found: Findings, decision: Decision): Told {
  return {
    marked: found.stale.map(({ run, verdict }) => entry(run, verdict, decision)),
    spared: [
      ...found.spared.map(({ run, reason }) => entry(run, reason, decision)),
      ...found.unknown.map(notFound),
    ],
  };
}

/** What really happened: a run that spoke between the look and the mark moves to the spared. */
export function outcomeOf(
  written: {
    marked: readonly RunRecord[];
    spared: readonly RunRecord[];
    sweep: SweepRecord | null;
  },
  told: Told,
  decision: Decision,
): SweepOutcome {
  const changed = new Set(written.marked.map((run) => run.id));
  return {
    now: decision.now,
    sweep: written.sweep === null ? null : presentSweep(written.sweep),
    marked: told.marked.filter(({ runId }) => changed.has(runId)),
    spared: [...told.spared, ...entriesOf(written.spared, decision)],
  };
}

/** Runs that a mark did not change: they spoke, or ended. */
export function entriesOf(runs: readonly RunRecord[], decision: Decision): SweepEntry[] {
  return runs.map((run) => entry(run, run.status === 'RUNNING' ? 'spoke' : 'closed', decision));
}

function entry(run: RunRecord, reason: SweepEntry['reason'], decision: Decision): SweepEntry {
  const { id, scraper, phase } = run;
  const verdict = reason === 'silent' || reason === 'stuck' ? reason : 'spared';
  return { runId: id, scraper, phase, reason, evidence: evidenceOf(run, decision, verdict) };
}

function notFound(runId: string): SweepEntry {
  return { runId, scraper: null, phase: null, reason: 'not_found', evidence: null };
}
