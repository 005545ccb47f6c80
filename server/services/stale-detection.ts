import { randomBytes } from 'node:crypto';
import { type Decision, staleError } from '../domain/evidence.ts';
import {
  dueAmong,
  entriesOf,
  type Findings,
  outcomeOf,
  recordOf,
  sift,
  tell,
} from '../domain/findings.ts';
import { uuidV7 } from '../domain/ids.ts';
import { ALONE, type Company } from '../domain/node.ts';
import type {
  Clock,
  Ear,
  Executors,
  Live,
  Log,
  Metrics,
  StaleStore,
  SweepWrite,
  SweepWritten,
} from '../domain/ports.ts';
import { presentRun, type RunRecord } from '../domain/run.ts';
import { judge, type Rule, signOfLife } from '../domain/staleness.ts';
import { type Census, isTogether, STORM_RUNS, silentOf } from '../domain/storm.ts';
import {
  isAutomatic,
  presentSweep,
  type SweepEntry,
  type SweepOutcome,
  type SweepRecord,
  type SweepRequest,
  type SweepTrigger,
} from '../domain/sweep.ts';
import type { Millis } from '../domain/time.ts';
import { recoveryOf } from './startup-recovery.ts';
import type { StormGuard, Weighed } from './storm-guard.ts';

/** Finding the dead and marking them: one rule for every trigger. */
export interface StaleDetection {
  /** The due runs, judged. Cost follows the number of due runs, not of running ones. */
  findStaleRuns(now: Millis): Promise<Findings>;
  /** Marks one run, if it is silent still; null when it was spared. */
  markRunStale(run: RunRecord, decision: Decision): Promise<RunRecord | null>;
  /**
   * One pass, one commit, and the side effects after it. Aborted by `signal` it writes nothing.
   * Throws `Problem('unavailable')` while nobody could be heard.
   */
  detectStaleRuns(request: SweepRequest, signal: AbortSignal): Promise<SweepOutcome>;
  /** Before the scheduler starts: fails the orphans of servers that are gone, spares the others. */
  recoverStaleRunsOnStartup(): Promise<SweepWritten>;
}

/** The parts that {@link createStaleDetection} stands on. */
export interface StaleDetectionParts {
  store: StaleStore;
  ear: Ear;
  guard: Pick<StormGuard, 'weigh' | 'passed'>;
  live: Live;
  clock: Clock;
  metrics: Metrics;
  log: Log;
  /** Whose RUNNING runs die with the server: `local`, or `all`; the latter only while it is alone. */
  startupRecovery: 'local' | 'all';
  /** The other nodes; absent: there are none. */
  nodes?: Executors & { company(): Company };
}

export function createStaleDetection(parts: StaleDetectionParts): StaleDetection {
  const { store, ear, guard, live, clock, metrics, log } = parts;

  return {
    findStaleRuns: async (now) => sift(await store.due(now), now),

    async markRunStale(run, decision) {
      const verdict = judge(run, decision.now) === 'stuck' ? 'stuck' : 'silent';
      const written = await store.sweep({
        now: decision.now,
        marks: marksOf([{ run, verdict }], decision),
        rule: 'deadline',
        hold: null,
        rearm: [],
        sweep: null,
        signal: new AbortController().signal,
      });
      publish(written, decision.decidedBy);
      return written.marked[0] ?? null;
    },

    async detectStaleRuns(request, signal) {
      // Whoever asks: a silence that could not be heard must be given back before it is judged.
      const now = await ear.settle();
      const { trigger } = request;
      const rule = ruleOf(request);
      const seen = await look(request, now, rule);
      const orphans = await orphansIn(seen);
      const census = await censusFor(trigger, seen);
      const weighed = weigh(trigger, seen, orphans, census, now);
      const { found, hold } = weighed;
      const decision: Decision = {
        now,
        decidedBy: trigger,
        actor: request.actor ?? null,
        hearing: ear.hearing(),
        together: fellTogether(found, census),
        orphans,
        ...(weighed.lateComers === undefined ? {} : { lateComers: weighed.lateComers }),
      };
      const told = tell(found, decision);
      if (request.dryRun === true) return { now, sweep: null, ...told };
      if (trigger === 'deadline' && found.stale.length + found.spared.length === 0) {
        return { now, sweep: null, marked: [], spared: [] };
      }
      const written = await store.sweep({
        now,
        marks: marksOf(found.stale, decision),
        rule,
        hold,
        rearm: dueAmong(found.spared, now),
        sweep: record(found, decision),
        signal,
      });
      publish(written, trigger);
      await guard.passed(weighed, written);
      countSpared([...told.spared, ...entriesOf(written.spared, decision)]);
      return outcomeOf(written, told, decision);
    },

    async recoverStaleRunsOnStartup() {
      const written = await store.recover(
        recoveryOf({
          now: clock.now(),
          hearing: ear.hearing(),
          setting: parts.startupRecovery,
          company: parts.nodes?.company() ?? ALONE,
        }),
      );
      // Nobody listens yet, and the registry is in memory: there is no channel to close.
      countMarked(written.marked.length, 'startup');
      if (written.marked.length > 0) {
        log.warn('runs of servers that are gone were marked as stale', {
          runs: written.marked.length,
        });
      }
      return written;
    },
  };

  async function look(request: SweepRequest, now: Millis, rule: Rule): Promise<Findings> {
    const { trigger, runIds } = request;
    if (runIds !== undefined) {
      const ids = [...new Set(runIds)];
      const runs = await store.byIds(ids, now);
      const known = new Set(runs.map((run) => run.id));
      return sift(
        runs,
        now,
        rule,
        ids.filter((id) => !known.has(id)),
      );
    }
    const due = sift(await store.due(now), now, rule);
    if (trigger !== 'manual') return due;
    // An operator is told of those too that only a later deadline keeps.
    const { spared } = sift(await store.notDue(now), now, rule);
    return { ...due, spared: [...due.spared, ...spared.filter(isNotDue)] };
  }

  /** Counted only where it matters. */
  async function censusFor(trigger: SweepTrigger, { stale }: Findings): Promise<Census | null> {
    const least = isAutomatic(trigger) ? 1 : STORM_RUNS;
    return stale.length < least ? null : await store.census();
  }

  /** Those of the silent whose server is known to have ended. */
  async function orphansIn({ stale }: Findings): Promise<ReadonlyMap<string, string | null>> {
    const local = stale.filter(({ run }) => run.origin === 'LOCAL').map(({ run }) => run.id);
    if (local.length === 0 || parts.nodes === undefined) return new Map();
    return parts.nodes.orphansAmong(local);
  }

  /** The guard is for passes that nobody asked for, and for silences that nothing explains. */
  function weigh(
    trigger: SweepTrigger,
    seen: Findings,
    orphans: ReadonlyMap<string, string | null>,
    census: Census | null,
    now: Millis,
  ): Weighed {
    if (census === null || !isAutomatic(trigger)) return { found: seen, hold: null, storm: null };
    const isExplained = ({ run }: Findings['stale'][number]) => orphans.has(run.id);
    const stale = seen.stale.filter((one) => !isExplained(one));
    const weighed = guard.weigh({ ...seen, stale }, census, now);
    const dead = [...seen.stale.filter(isExplained), ...weighed.found.stale];
    return { ...weighed, found: { ...weighed.found, stale: dead } };
  }

  /** After the commit, for the rows that this pass changed and no others. */
  function publish(written: SweepWritten, trigger: SweepTrigger): void {
    const sweepId = written.sweep?.id ?? null;
    const present = (run: RunRecord) => presentRun(run, signOfLife(run, clock.now()).at);
    for (const run of written.marked) {
      live.ended(present(run), sweepId);
      log.warn('a run was marked as stale', { runId: run.id, scraper: run.scraper, trigger });
    }
    for (const run of [...written.rearmed, ...written.held]) live.progressed(present(run));
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

/** An operator who has seen which runs are meant is not kept by a deadline. */
function ruleOf({ runIds, dryRun }: SweepRequest): Rule {
  return runIds !== undefined && dryRun !== true ? 'sign' : 'deadline';
}

function isNotDue({ reason }: Findings['spared'][number]): boolean {
  return reason === 'not_due';
}

function fellTogether({ stale }: Findings, census: Census | null): boolean {
  const silent = stale.filter(({ verdict }) => verdict === 'silent').map(({ run }) => run);
  if (census === null || silent.length < STORM_RUNS) return false;
  return isTogether(silentOf(silent, census), census.live);
}

function marksOf(stale: Findings['stale'], decision: Decision): SweepWrite['marks'] {
  return stale.map(({ run, verdict }) => ({
    runId: run.id,
    run,
    verdict,
    error: staleError(run, decision, verdict),
  }));
}

function record(found: Findings, decision: Decision): SweepRecord {
  return recordOf(uuidV7(decision.now, randomBytes(10)), found, decision);
}
