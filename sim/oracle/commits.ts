import type { NewRun, ReportResult } from '../../server/domain/ports.ts';
import { isTerminal, type RunRecord } from '../../server/domain/run.ts';
import type { Witness } from '../store/witness.ts';
import { createKillJudge } from './kills.ts';
import type { Knowledge } from './knowledge.ts';
import type { PassWatch } from './passes.ts';
import { createRunTruth, note } from './run-truth.ts';

/** Makes the witness of one life of a server, who sees its commits; `now` is its clock. */
export type WitnessMaker = (life: string, now: () => number) => Witness;

export function createCommitWatch(known: Knowledge, passes: PassWatch): WitnessMaker {
  const { timeline, tables, judgement, figures, runs } = known;
  const kills = createKillJudge(known);

  return (life, now) => ({
    started: (run, asked) => started(run, asked, life),
    reported: (id, result, asked) => reported(id, result, asked, life),
    swept(written, write, before) {
      passes.swept(life, written, write);
      for (const run of written.marked) ended(run, life);
      kills.swept(written, before, now());
    },
    recovered(written) {
      for (const run of written.marked) ended(run, life);
      kills.recovered(written);
      for (const { record } of tables.running) {
        suspicionOver(record.id);
        // A boot sets every deadline anew, that of a grant too.
        const truth = runs.get(record.id);
        if (truth !== undefined) truth.grantedUntil = 0;
      }
    },
    settled: (settled) => settled.forEach(suspicionWritten),
    granted(granted, seconds, asked) {
      for (const { id } of granted) {
        const truth = runs.get(id);
        if (truth === undefined) continue;
        note(truth, timeline.now(), `is given ${seconds} s`);
        truth.grantedUntil = Math.max(truth.grantedUntil, asked + seconds * 1000);
        truth.mayStandUntil = Math.max(truth.mayStandUntil, truth.grantedUntil);
        suspicionOver(id);
      }
    },
  });

  function started(run: NewRun, asked: number, life: string): void {
    const key = run.idempotencyKey ?? '';
    const expected = known.expected.get(key);
    if (expected === undefined) return;
    const truth = createRunTruth({ ...expected, id: run.id, signAt: asked });
    note(truth, asked, `starts at ${life}`);
    if (known.byKey.has(key)) judgement.breaks('once', 'One key started two runs.', truth);
    runs.set(run.id, truth);
    known.byKey.set(key, truth);
    figures.runs += 1;
  }

  function reported(id: string, result: ReportResult, asked: number, life: string): void {
    const truth = runs.get(id);
    if (truth === undefined || result.verdict === 'not_found') return;
    if (result.verdict !== 'accepted') {
      note(truth, timeline.now(), `speaks to ${life}, too late: ${result.run.status}`);
      if (result.spokeAfterDeath) kills.spokeAfterDeath(truth);
      return;
    }
    figures.reports += 1;
    const { before, run } = result;
    if (truth.holds > 0) figures.heldAndBack += 1;
    truth.signAt = asked;
    truth.isOwed = false;
    truth.hasTried = false;
    truth.holds = 0;
    // A grant is for one silence: a report sets the deadline as any other does.
    truth.grantedUntil = 0;
    if (run.lastProgressAt === run.lastHeartbeatAt) {
      truth.movedAt = asked;
      truth.mayStandUntil = 0;
    }
    note(truth, asked, `is heard by ${life}`);
    if (run.suspectedAt !== null) {
      judgement.breaks('suspicion', 'It spoke and is suspected still.', truth);
    }
    if (isTerminal(before.status)) {
      judgement.breaks('once', `It was ${before.status} and was written to.`, truth);
    }
    if (isTerminal(run.status)) ended(run, life);
  }

  function suspicionWritten(run: RunRecord): void {
    const truth = runs.get(run.id);
    if (truth === undefined) return;
    note(truth, timeline.now(), run.suspectedAt === null ? 'is not suspected' : 'is suspected');
    if (run.suspectedAt === null) return;
    figures.suspected += 1;
    if (truth.suspectedSince === truth.signAt && !known.hasGoneBack) {
      judgement.breaks('suspicion', 'It was suspected twice in one silence.', truth);
    }
    truth.suspectedSince = truth.signAt;
  }

  function suspicionOver(id: string): void {
    const truth = runs.get(id);
    if (truth !== undefined) truth.suspectedSince = -1;
  }

  function ended({ id, status }: RunRecord, life: string): void {
    const truth = runs.get(id);
    if (truth === undefined) return;
    note(truth, timeline.now(), `is made ${status} by ${life}`);
    truth.endings += 1;
    truth.endedBy = life;
    truth.endedAt = timeline.now();
    if (truth.endings > 1) judgement.breaks('once', `It ended ${truth.endings} times.`, truth);
  }
}
