import type { Run } from '../../server/domain/run.ts';
import type { Knowledge } from './knowledge.ts';
import { note, type RunTruth } from './run-truth.ts';

/** Sees everything that a server tells its dashboards, in the moment of it. */
export interface ToldWatch {
  /** Told of a run, in whatever way: it must be stored already. */
  of(run: Run): void;
  suspected(run: Run): void;
  /** By this life of a server. */
  ended(run: Run, life: string): void;
  channelClosed(runId: string): void;
}

export function createToldWatch(known: Knowledge): ToldWatch {
  const { timeline, tables, judgement, runs } = known;

  return {
    of,
    suspected(run) {
      const truth = of(run);
      if (truth === undefined) return;
      if (truth.suspicionTold === run.suspectedAt && !known.hasGoneBack) {
        judgement.breaks('suspicion', `The suspicion of ${run.suspectedAt} was told twice.`, truth);
      }
      truth.suspicionTold = run.suspectedAt;
    },
    ended(run, life) {
      const truth = runs.get(run.id);
      if (truth === undefined) return;
      note(truth, timeline.now(), `${life} tells that it is ${run.status}`);
      if (tables.rows.get(run.id)?.record.status !== run.status) {
        judgement.breaks('committed', `It was told to be ${run.status} and is not.`, truth);
      }
      truth.toldBy.push(life);
      if (truth.toldBy.length > 1) {
        judgement.breaks('once', `Its end was told by ${truth.toldBy.join(' and ')}.`, truth);
      }
    },
    channelClosed(runId) {
      const truth = runs.get(runId);
      if (truth === undefined) return;
      truth.channelsClosed += 1;
      if (truth.channelsClosed > 1) judgement.breaks('once', 'Its channel closed twice.', truth);
    },
  };

  function of(run: Run): RunTruth | undefined {
    const truth = runs.get(run.id);
    const row = tables.rows.get(run.id);
    if (row === undefined || row.record.rev < run.rev) {
      judgement.breaks('committed', `Its rev ${run.rev} was told and is not stored.`, truth);
    }
    return truth;
  }
}
