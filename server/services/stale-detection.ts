import { randomBytes } from 'node:crypto';
import { type Decision, staleError } from '../domain/evidence.ts';
import {
  entriesOf,
  type Findings,
  NOTHING_FOUND,
  outcomeOf,
  recordOf,
  sift,
  tell,
} from '../domain/findings.ts';
import { uuidV7 } from '../domain/ids.ts';
import type { Clock, Live, Log, Metrics, StaleStore, SweepWritten } from '../domain/ports.ts';
import { isTerminal, presentRun, type RunOrigin, type RunRecord } from '../domain/run.ts';
import { signOfLife } from '../domain/staleness.ts';
import {
  presentSweep,
  type SweepEntry,
  type SweepOutcome,
  type SweepRecord,
  type SweepRequest,
  type SweepTrigger,
} from '../domain/sweep.ts';
import type { Millis } from '../domain/time.ts';

/** Finding the dead and marking them: one rule for every trigger. */
export interface StaleDetection {
  /** The due runs, judged. Cost follows the number of due runs, not of running ones. */
  findStaleRuns(now: Millis): Promise<Findings>;
  /** Marks one run, if it is silent still; null when it was spared. */
  markRunStale(run: RunRecord, decision: Decision): Promise<RunRecord | null>;
  /** One pass, one commit, and the side effects after it. Aborted by `signal` it writes nothing. */
  detectStaleRuns(request: SweepRequest, signal: AbortSignal): Promise<SweepOutcome>;
  /** Before the scheduler starts: fails the orphans of the last server, spares the others. */
  recoverStaleRunsOnStartup(): Promise<SweepWritten>;
}

/** The parts that {@link createStaleDetection} stands on. */
export interface StaleDetectionParts {
  store: StaleStore;
  live: Live;
  clock: Clock;
  metrics: Metrics;
  log: Log;
  /** Whose RUNNING runs die with the server: `local`, or `all`. */
  startupRecovery: 'local' | 'all';
}

export function createStaleDetection(parts: StaleDetectionParts): StaleDetection {
  const { store, live, clock, metrics, log } = parts;

  return {
    findStaleRuns: async (now) => sift(await store.due(now), now),

    async markRunStale(run, decision) {
      const written = await mark([run], [], decision, null, new AbortController().signal);
      publish(written, decision.decidedBy);
      return written.marked[0] ?? null;
    },

    async detectStaleRuns(request, signal) {
      const now = clock.now();
      const decision = { now, decidedBy: request.trigger, actor: request.actor ?? null };
      const found =
        request.runIds === undefined
          ? sift(await store.due(now), now)
          : await look([...new Set(request.runIds)], now);
      const told = tell(found, decision);
      if (request.dryRun === true) return { now, sweep: null, ...told };
      if (request.trigger === 'deadline' && found.stale.length + found.spared.length === 0) {
        return { now, sweep: null, marked: [], spared: [] };
      }
      const rearm = found.spared.filter(
        ({ run }) => run.deadlineAt <= now && !isTerminal(run.status),
      );
      const written = await mark(
        found.stale,
        rearm.map(({ run }) => run.id),
        decision,
        record(found, decision),
        signal,
      );
      publish(written, request.trigger);
      countSpared([...told.spared, ...entriesOf(written.spared, decision)]);
      return outcomeOf(written, told, decision);
    },

    async recoverStaleRunsOnStartup() {
      const now = clock.now();
      const decision: Decision = { now, decidedBy: 'startup', actor: null };
      const origins: RunOrigin[] =
        parts.startupRecovery === 'all' ? ['LOCAL', 'REMOTE'] : ['LOCAL'];
      const written = await store.recover({
        now,
        origins,
        errorOf: (run) => staleError(run, decision),
        sweep: record(NOTHING_FOUND, decision),
      });
      // Nobody listens yet, and the registry is in memory: there is no channel to close.
      countMarked(written.marked.length, 'startup');
      if (written.marked.length > 0) {
        log.warn('runs of the last server were marked as stale', { runs: written.marked.length });
      }
      return written;
    },
  };

  function mark(
    stale: RunRecord[],
    rearm: string[],
    decision: Decision,
    sweep: SweepRecord | null,
    signal: AbortSignal,
  ): Promise<SweepWritten> {
    const marks = stale.map((run) => ({ runId: run.id, error: staleError(run, decision) }));
    return store.sweep({ now: decision.now, marks, rearm, sweep, signal });
  }

  async function look(ids: string[], now: Millis): Promise<Findings> {
    const runs = await store.byIds(ids, now);
    const known = new Set(runs.map((run) => run.id));
    return sift(
      runs,
      now,
      ids.filter((id) => !known.has(id)),
    );
  }

  /** After the commit, for the rows that this pass changed and no others. */
  function publish(written: SweepWritten, trigger: SweepTrigger): void {
    const sweepId = written.sweep?.id ?? null;
    for (const run of written.marked) {
      live.ended(presentRun(run, signOfLife(run, clock.now()).at), sweepId);
      log.warn('a run was marked as stale', { runId: run.id, scraper: run.scraper, trigger });
    }
    for (const run of written.rearmed)
      live.progressed(presentRun(run, signOfLife(run, clock.now()).at));
    countMarked(written.marked.length, trigger);
    if (written.sweep !== null) live.swept(presentSweep(written.sweep));
  }

  function countMarked(marked: number, trigger: SweepTrigger): void {
    if (marked === 0) return;
    metrics.count('flatline_marked_stale_total', { trigger }, marked);
    metrics.count('flatline_runs_finished_total', { status: 'FAILED' }, marked);
  }

  function countSpared(spared: SweepEntry[]): void {
    for (const { reason } of spared) metrics.count('flatline_spared_total', { reason });
  }
}

function record(found: Findings, decision: Decision): SweepRecord {
  return recordOf(uuidV7(decision.now, randomBytes(10)), found, decision);
}
