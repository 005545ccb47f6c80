import { randomBytes } from 'node:crypto';
import { Problem } from '../domain/errors.ts';
import { heardFor } from '../domain/hearing.ts';
import { uuidV7 } from '../domain/ids.ts';
import type {
  Clock,
  Deadlines,
  Ear,
  Live,
  Log,
  Metrics,
  ReportResult,
  RunStore,
  Suspects,
} from '../domain/ports.ts';
import { closedRun, directiveFor, planReport, type RunEvent } from '../domain/report.ts';
import {
  isTerminal,
  type Json,
  presentRun,
  type Run,
  type RunOrigin,
  type RunRecord,
} from '../domain/run.ts';
import { signOfLife } from '../domain/staleness.ts';
import { movedAt } from '../domain/stuck.ts';
import type { Millis } from '../domain/time.ts';
import { weightOf } from '../domain/weight.ts';

/** What a reporter asks for when it starts a run. */
export interface StartRequest {
  scraper: string;
  phase?: string | null;
  /** Seconds; absent: the scraper's, else the setting. */
  staleAfterSeconds?: number | null;
  /** Absent: REMOTE. */
  origin?: RunOrigin | null;
  idempotencyKey?: string | null;
  retryOf?: string | null;
  meta?: Json | null;
}

/** What a reporter is told after its events. */
export interface ReportAnswer {
  now: Millis;
  status: Run['status'];
  directive: 'continue' | 'stop';
  reason: 'cancelled' | 'finished' | null;
  accepted: number;
  duplicates: number;
}

/** The use cases of a run. All throw `Problem`: `unavailable` while the database is away. */
export interface Runs {
  /** Starts a run, or finds the one that this idempotency key started. `invalid` for an unknown retryOf. */
  start(request: StartRequest): Promise<{ now: Millis; run: Run; created: boolean }>;
  /** Takes events, all or none; resolves after the commit. `not_found`, `run_closed`. */
  report(id: string, events: readonly RunEvent[]): Promise<ReportAnswer>;
  /** Asks a run to stop; repeatable. `not_found`, `run_closed`. */
  cancel(id: string): Promise<{ now: Millis; run: Run }>;
}

/** The parts that {@link createRuns} stands on. */
export interface RunsParts {
  store: RunStore;
  live: Live;
  deadlines: Deadlines;
  suspects: Suspects;
  /** What could be heard: only that much of a silence counts. */
  ear: Pick<Ear, 'hearing'>;
  clock: Clock;
  metrics: Metrics;
  log: Log;
  /** This server process: LOCAL runs end with it; absent: nobody claims them. */
  nodeId?: string;
  /** The STALE_AFTER_SECONDS setting. */
  staleAfterSeconds: number;
  /** The STUCK_AFTER_SECONDS setting. */
  stuckAfterSeconds: number;
}

export function createRuns(parts: RunsParts): Runs {
  const { store, live, ear, clock, metrics, log } = parts;
  /**
   * What a run did before this server's life may have been refused in a gap that no server lived to
   * record: patience for standing still begins anew with it, as deadlines do.
   */
  const bornAt = clock.now();

  return {
    async start(request) {
      const now = clock.now();
      const started = await store.start({
        id: uuidV7(now, randomBytes(10)),
        scraper: request.scraper,
        origin: request.origin ?? 'REMOTE',
        nodeId: request.origin === 'LOCAL' ? (parts.nodeId ?? null) : null,
        trigger: 'api',
        phase: request.phase ?? null,
        staleAfterSeconds: request.staleAfterSeconds ?? null,
        defaultStaleAfterSeconds: parts.staleAfterSeconds,
        defaultStuckAfterSeconds: parts.stuckAfterSeconds,
        idempotencyKey: request.idempotencyKey ?? null,
        retryOf: request.retryOf ?? null,
        meta: request.meta ?? null,
        now,
      });
      if (started.verdict === 'unknown_retry') throw unknownRetry();
      const run = present(started.run, now);
      if (started.verdict === 'started') {
        notice(started.run);
        live.started(run);
        metrics.count('flatline_runs_started_total', { origin: run.origin });
      }
      return { now, run, created: started.verdict === 'started' };
    },

    async report(id, events) {
      const now = clock.now();
      const decide = (run: RunRecord) => {
        const hearing = ear.hearing();
        const silence = heardFor(hearing, signOfLife(run, now).at, now);
        const stoodFor = heardFor(hearing, Math.max(bornAt, movedAt(run, now)), now);
        return planReport(run, events, now, silence, stoodFor);
      };
      const result = await store.report(id, now, decide, weightOf(events));
      if (result.verdict === 'not_found') throw noSuchRun(id);
      if (result.verdict !== 'accepted') return answerLate(id, now, result);
      notice(result.run);
      publish(result.before, result.run, now);
      countEvents(events, result.accepted, result.duplicates);
      const { accepted, duplicates } = result;
      return { now, status: result.run.status, ...directiveFor(result.run), accepted, duplicates };
    },

    async cancel(id) {
      const now = clock.now();
      const result = await store.requestCancel(id, now);
      if (result.verdict === 'not_found') throw noSuchRun(id);
      if (result.verdict === 'closed') throw runClosed(result.run);
      const run = present(result.run, now);
      if (result.verdict === 'requested') live.progressed(run);
      return { now, run };
    },
  };

  function notice({ deadlineAt, suspectAt }: RunRecord): void {
    parts.deadlines.notice(deadlineAt);
    parts.suspects.notice(suspectAt);
  }

  function publish(before: RunRecord, after: RunRecord, now: Millis): void {
    const run = present(after, now);
    if (isTerminal(after.status)) {
      metrics.count('flatline_runs_finished_total', { status: after.status });
      live.ended(run, null);
      return;
    }
    live.progressed(run);
    if (before.suspectedAt !== null) {
      metrics.count('flatline_recovered_total');
      live.recovered(run);
    }
    if (before.stuckAt === null && after.stuckAt !== null) {
      metrics.count('flatline_stuck_total');
      log.warn('a run speaks but stands still', { runId: run.id, scraper: run.scraper });
      live.stuck(run);
    }
  }

  function answerLate(
    id: string,
    now: Millis,
    result: Extract<ReportResult, { verdict: 'closed' | 'repeated' }>,
  ): ReportAnswer {
    const { run, duplicates } = result;
    if (result.spokeAfterDeath) {
      metrics.count('flatline_spoke_after_death_total');
      if (run.spokeAgainAt === now) live.spokeAgain(present(run, now));
      log.warn('a run spoke after it had been marked as stale', {
        runId: id,
        scraper: run.scraper,
      });
    }
    if (result.verdict === 'closed') throw runClosed(run);
    metrics.count('flatline_duplicate_events_total', {}, duplicates);
    return { now, status: run.status, ...directiveFor(run), accepted: 0, duplicates };
  }

  function countEvents(events: readonly RunEvent[], accepted: number, duplicates: number): void {
    if (duplicates > 0) metrics.count('flatline_duplicate_events_total', {}, duplicates);
    // Duplicates are the first of a batch: seq rises within it.
    for (const event of events.slice(events.length - accepted)) {
      metrics.count('flatline_events_total', { type: event.type });
    }
  }
}

function present(run: RunRecord, now: Millis): Run {
  return presentRun(run, signOfLife(run, now).at);
}

function noSuchRun(id: string): Problem {
  return new Problem('not_found', `There is no run with the id ${id}.`);
}

function runClosed(run: RunRecord): Problem {
  return new Problem('run_closed', `This run is ${run.status}: nothing can be added to it.`, {
    run: closedRun(run),
    directive: 'stop',
  });
}

function unknownRetry(): Problem {
  return new Problem('invalid', 'retryOf names no run.', {
    errors: [{ field: 'retryOf', message: 'There is no run with this id.' }],
  });
}
