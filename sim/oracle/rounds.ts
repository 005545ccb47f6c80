import { allowedUntil } from './allowance.ts';
import type { Knowledge } from './knowledge.ts';
import type { RunTruth } from './run-truth.ts';

/** The window in which a dead run has to be found once its time is over: one cron interval. */
const WINDOW = 120_000;

/** How far the heartbeats of a run that stands still are apart, at the most; milliseconds. */
const HEARTBEAT = 200_000;
/**
 * After a sign of life so much of hearing ends a suspicion, in milliseconds: a look asks the
 * database four times, and the slowest of the faults lets each of them wait for 45 s.
 */
const SUSPICION_ENDS_WITHIN = 4 * 45_000 + 60_000;

/** Looks for the dead that are shown as RUNNING, and for suspicion that did not end. */
export function lookAround(known: Knowledge): void {
  const { timeline, tables, runs } = known;
  const now = timeline.now();
  for (const { record } of tables.running) {
    const truth = runs.get(record.id);
    if (truth === undefined) continue;
    if (now - truth.signAt > truth.patience) lookAtSilent(known, truth, now);
    else if (truth.diesOfStanding) lookAtStanding(known, truth, now);
    if (record.suspectedAt !== null) lookAtSuspected(known, truth, now);
  }
}

function lookAtSilent(known: Knowledge, truth: RunTruth, now: number): void {
  const until = allowedUntil(truth, known.stretches);
  if (now <= until || known.silence.heard(until, now) <= WINDOW) return;
  known.figures.missed += 1;
  const late = Math.round((now - until) / 1000);
  known.judgement.breaks('missed', `It is silent and RUNNING ${late} s after it was due.`, truth);
}

/** What stands still is found when it is heard, so it may take a heartbeat more. */
function lookAtStanding(known: Knowledge, truth: RunTruth, now: number): void {
  const patience = truth.stuckAfter + HEARTBEAT;
  const until = allowedUntil({ ...truth, patience, signAt: truth.movedAt }, known.stretches);
  if (now <= until || now - truth.signAt > HEARTBEAT) return;
  if (known.silence.heard(until, now) <= WINDOW) return;
  const sentence = 'It stands still, which is fatal for its scraper, and lives on.';
  known.judgement.breaks('missed', sentence, truth);
}

function lookAtSuspected(known: Knowledge, truth: RunTruth, now: number): void {
  const { judgement, silence, hasGoneBack } = known;
  if (hasGoneBack || truth.suspectedSince === truth.signAt) return;
  if (silence.heard(truth.signAt, now) <= SUSPICION_ENDS_WITHIN) return;
  judgement.breaks('suspicion', 'It spoke minutes ago and is suspected still.', truth);
}
