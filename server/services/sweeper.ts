import { randomBytes } from 'node:crypto';
import { Problem } from '../domain/errors.ts';
import { uuidV7 } from '../domain/ids.ts';
import { LIMITS } from '../domain/limits.ts';
import type { Clock, Live, Log, Metrics, StaleStore, Sweeper } from '../domain/ports.ts';
import {
  isAutomatic,
  presentSweep,
  type SweepOutcome,
  type SweepRecord,
  type SweepRequest,
} from '../domain/sweep.ts';
import type { Millis } from '../domain/time.ts';
import type { StaleDetection } from './stale-detection.ts';
import type { Turns } from './turns.ts';

/** The parts that {@link createSweeper} stands on. */
export interface SweeperParts {
  detection: Pick<StaleDetection, 'detectStaleRuns'>;
  /** Whose turn it is among several nodes; absent: always ours. */
  turns?: Turns;
  store: Pick<StaleStore, 'recordSweep'>;
  live: Live;
  clock: Clock;
  metrics: Metrics;
  log: Log;
}

/** A pass that was asked for; it has begun when it is no longer in the queue. */
interface Pass {
  request: SweepRequest;
  outcome: Promise<SweepOutcome>;
  run(): Promise<void>;
}

/**
 * Runs passes one at a time, in the order in which they were asked for. A call without `runIds`
 * shares the waiting pass of its own trigger and `dryRun`, never one that has begun.
 */
export function createSweeper(parts: SweeperParts): Sweeper {
  const { detection, turns, store, live, clock, metrics, log } = parts;
  const waiting: Pass[] = [];
  let busy = false;
  let clicksFrom: Millis = Number.NEGATIVE_INFINITY;
  let lastClickAt: Millis = Number.NEGATIVE_INFINITY;

  return {
    sweep(request) {
      if (isClick(request)) lastClickAt = clock.now();
      const shared = waiting.find((pass) => canShare(pass.request, request));
      if (shared !== undefined) return shared.outcome;
      const pass = passOf(request);
      waiting.push(pass);
      void drain();
      return pass.outcome;
    },
  };

  function passOf(request: SweepRequest): Pass {
    let settle: (outcome: Promise<SweepOutcome>) => void = () => {};
    const outcome = new Promise<SweepOutcome>((resolve) => {
      settle = resolve;
    });
    return {
      request,
      outcome,
      async run() {
        const attempt = perform(request);
        settle(attempt);
        await attempt.catch(() => {});
      },
    };
  }

  async function drain(): Promise<void> {
    if (busy) return;
    busy = true;
    for (let pass = waiting[0]; pass !== undefined; pass = waiting[0]) {
      if (isClick(pass.request)) {
        // No await where there is nothing to wait for: the first click begins before the second comes.
        for (let wait = quietIn(); wait > 0; wait = quietIn()) await pause(wait);
        clicksFrom = clock.now();
      }
      waiting.shift();
      await pass.run();
    }
    busy = false;
  }

  /** Milliseconds until the pass of a click may begin. */
  function quietIn(): number {
    const now = clock.now();
    if (now >= clicksFrom + CLICKS_APART) return 0;
    return Math.min(lastClickAt + CLICKS_QUIET, clicksFrom + CLICKS_APART) - now;
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => void clock.after(ms, resolve));
  }

  async function perform(request: SweepRequest): Promise<SweepOutcome> {
    const startedAt = clock.now();
    const { trigger } = request;
    try {
      const outcome = await inTurn(request);
      metrics.count('flatline_sweeps_total', { trigger, result: 'ok' });
      return outcome;
    } catch (error) {
      metrics.count('flatline_sweeps_total', { trigger, result: 'failed' });
      log.error('a sweep failed', { trigger, error });
      if (request.dryRun !== true) await recordFailure(request, startedAt, error);
      throw error;
    } finally {
      const seconds = (clock.now() - startedAt) / 1000;
      metrics.observe('flatline_sweep_duration_seconds', seconds, { trigger });
    }
  }

  /** What another node is looking at is left to it, unless somebody asked. */
  async function inTurn(request: SweepRequest): Promise<SweepOutcome> {
    if (turns === undefined || !isAutomatic(request.trigger)) return withinTime(request);
    const turn = await turns.take();
    if (turn === 'theirs') return { now: clock.now(), sweep: null, marked: [], spared: [] };
    try {
      return await withinTime(request);
    } finally {
      if (turn === 'ours') await turns.end();
    }
  }

  async function withinTime(request: SweepRequest): Promise<SweepOutcome> {
    const abort = new AbortController();
    let callOff = () => {};
    const tooLong = new Promise<never>((_resolve, reject) => {
      callOff = clock.after(LIMITS.sweepTimeoutMs, () => {
        abort.abort();
        reject(new Problem('unavailable', TOO_LONG));
      });
    });
    try {
      return await Promise.race([detection.detectStaleRuns(request, abort.signal), tooLong]);
    } finally {
      callOff();
    }
  }

  /** Best effort: the database that failed the pass may refuse the record too. */
  async function recordFailure(request: SweepRequest, startedAt: Millis, error: unknown) {
    const record: SweepRecord = {
      id: uuidV7(startedAt, randomBytes(10)),
      trigger: request.trigger,
      actor: request.actor ?? null,
      startedAt,
      durationMs: clock.now() - startedAt,
      examined: 0,
      marked: 0,
      spared: 0,
      error: error instanceof Problem ? error.message : 'An internal error; the log has it.',
    };
    try {
      await store.recordSweep(record);
      live.swept(presentSweep(record));
    } catch (cause) {
      log.error('a failed sweep could not be recorded', { error: cause });
    }
  }
}

/**
 * A pass is over in a few milliseconds, and ten requests sent at once are read one after the other:
 * each would find no pass waiting to share. So after a pass by button the next one waits until no
 * click has come for a moment, but not for longer than a second after the last.
 */
const CLICKS_QUIET: Millis = 250;
const CLICKS_APART: Millis = 1000;

function isClick({ trigger, runIds }: SweepRequest): boolean {
  return trigger === 'manual' && runIds === undefined;
}

const TOO_LONG = `The sweep took longer than ${LIMITS.sweepTimeoutMs / 1000} s and was aborted; nothing was marked.`;

function canShare(waiting: SweepRequest, asked: SweepRequest): boolean {
  return (
    waiting.runIds === undefined &&
    asked.runIds === undefined &&
    waiting.trigger === asked.trigger &&
    (waiting.dryRun ?? false) === (asked.dryRun ?? false) &&
    (waiting.actor ?? null) === (asked.actor ?? null)
  );
}
