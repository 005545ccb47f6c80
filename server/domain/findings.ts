import { type Decision, evidenceOf } from './evidence.ts';
import type { RunRecord } from './run.ts';
import { judge, type Verdict } from './staleness.ts';
import { presentSweep, type SweepEntry, type SweepOutcome, type SweepRecord } from './sweep.ts';
import type { Millis } from './time.ts';

/** What a look at the store found, before anything is written. */
export interface Findings {
  stale: RunRecord[];
  spared: { run: RunRecord; reason: Exclude<Verdict, 'silent'> }[];
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
export function sift(runs: readonly RunRecord[], now: Millis, unknown: string[] = []): Findings {
  const found: Findings = { stale: [], spared: [], unknown };
  for (const run of runs) {
    const verdict = judge(run, now);
    if (verdict === 'silent') found.stale.push(run);
    else found.spared.push({ run, reason: verdict });
  }
  return found;
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
    marked: found.stale.map((run) => entry(run, 'silent', decision)),
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
  return { runId: id, scraper, phase, reason, evidence: evidenceOf(run, decision) };
}

function notFound(runId: string): SweepEntry {
  return { runId, scraper: null, phase: null, reason: 'not_found', evidence: null };
}
