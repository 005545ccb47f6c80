import type { StaleEvidence } from '../../server/domain/evidence.ts';
import type { SweepWritten } from '../../server/domain/ports.ts';
import type { RunRecord } from '../../server/domain/run.ts';
import type { Census } from '../../server/domain/storm.ts';
import { allowedUntil } from './allowance.ts';
import type { Knowledge } from './knowledge.ts';
import { note, type RunTruth } from './run-truth.ts';

/** Who an exact set is swept by: an operator who has looked, whose kills are the operator's. */
export const OPERATOR = 'operator';

/** A storm: so many silent runs, and such a share, that there can be no doubt about it. */
const STORM_RUNS = 8;
const STORM_SHARE = 0.65;
/** For so long after a hold the guard may let runs die at once, in milliseconds. */
const AFTER_A_HOLD = 300_000;

/** Judges every death: whether it was its time. */
export function createKillJudge(known: Knowledge) {
  const { timeline, judgement, figures, silence, stretches, runs } = known;
  let lastHoldAt = Number.NEGATIVE_INFINITY;

  return {
    /** A pass was committed; `serverNow` is what the clock of its server shows. */
    swept(written: SweepWritten, before: Census, serverNow: number): void {
      for (const { id } of written.held) {
        const truth = runs.get(id);
        if (truth === undefined) continue;
        note(truth, timeline.now(), 'is held');
        truth.holds += 1;
        figures.held += 1;
        lastHoldAt = timeline.now();
      }
      const silent = written.marked.filter((run) => isAutomatic(run) && !isStuck(run));
      lookForStorm(silent, before);
      for (const run of written.marked) judgeDeath(run, serverNow);
    },

    /** A startup's recovery was committed. */
    recovered({ marked }: SweepWritten): void {
      for (const { id } of marked) {
        const truth = runs.get(id);
        if (truth === undefined) continue;
        if (truth.diedAt === null) kill(truth, 'The recovery of a boot killed it alive.');
        else figures.found += 1;
      }
    },

    /** A run that was marked as stale has spoken: it must not have been entitled to. */
    spokeAfterDeath(truth: RunTruth): void {
      if (truth.killedAt === null) return;
      const heard = silence.heard(truth.signAt, timeline.now());
      if (heard < truth.patience) {
        kill(truth, `It spoke ${inSeconds(heard)} after its last sign and had been killed.`);
      } else if (truth.isOwed && truth.diedAt === null) {
        kill(truth, 'It had tried to speak in time, nobody could hear, and it came back at once.');
      }
      truth.isOwed = false;
    },
  };

  function judgeDeath(run: RunRecord, serverNow: number): void {
    const truth = runs.get(run.id);
    if (truth === undefined || run.error === null) return;
    if (evidenceOf(run).actor === OPERATOR) return;
    const now = timeline.now();
    const age = serverNow - run.error.occurredAt;
    // A pass judges as of a moment before its commit; a clock that leapt meanwhile says nothing.
    const judgedAt = age >= 0 && age <= 60_000 ? now - age : now;
    const grant = isStuck(run) ? truth.mayStandUntil : truth.grantedUntil;
    if (judgedAt < grant) {
      kill(truth, `It was killed ${inSeconds(grant - judgedAt)} before a grant was over.`);
    }
    if (isStuck(run)) {
      judgeStuck(truth, judgedAt);
      return;
    }
    const heard = silence.heard(truth.signAt, judgedAt);
    if (heard < truth.patience) {
      const missing = `${inSeconds(heard)} of ${inSeconds(truth.patience)} could be heard`;
      kill(truth, `It was killed too early: ${missing}.`);
      return;
    }
    truth.killedAt = now;
    if (truth.diedAt === null) {
      figures[truth.hasTried ? 'unheard' : 'overdue'] += 1;
    } else {
      figures.found += 1;
      const late = silence.heard(allowedUntil(truth, stretches), now);
      figures.latest = Math.max(figures.latest, late);
    }
  }

  function judgeStuck(truth: RunTruth, judgedAt: number): void {
    figures.stuckKilled += 1;
    const stood = silence.heard(truth.movedAt, judgedAt);
    if (!truth.diesOfStanding) kill(truth, 'It stood still, which is not fatal for its scraper.');
    else if (stood < truth.stuckAfter) {
      kill(truth, `It was killed for standing still, of which ${inSeconds(stood)} could be heard.`);
    }
  }

  function lookForStorm(marked: readonly RunRecord[], before: Census): void {
    const unheld = marked.filter(({ id }) => runs.get(id)?.holds === 0);
    const doubtful = unheld.filter(({ suspectedAt }) => suspectedAt === null).length;
    const together = doubtful + before.suspected;
    if (unheld.length === 0 || together < STORM_RUNS) return;
    if (together < before.live * STORM_SHARE) return;
    if (timeline.now() - lastHoldAt < AFTER_A_HOLD) return;
    const truth = runs.get(unheld[0]?.id ?? '') ?? null;
    const share = `${together} of ${before.live} fell silent together`;
    judgement.breaks('storm', `${share}, and nobody was held.`, truth);
  }

  function kill(truth: RunTruth, sentence: string): void {
    if (truth.diedAt === null && !truth.isWronged) figures.killed += 1;
    truth.isWronged = true;
    judgement.breaks('killed', sentence, truth);
  }
}

function evidenceOf(run: RunRecord): StaleEvidence {
  return run.error?.detail as unknown as StaleEvidence;
}

function isAutomatic(run: RunRecord): boolean {
  const { decidedBy } = evidenceOf(run);
  return decidedBy === 'watchdog' || decidedBy === 'deadline';
}

function isStuck(run: RunRecord): boolean {
  return evidenceOf(run).cause === 'stuck';
}

function inSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(3)} s`;
}
