import { type CallResult, call, type ReporterClock } from './call.ts';
import { createBackoff } from './delivery.ts';
import type { Json } from './events.ts';
import {
  createReportedRun,
  type ReportedRun,
  type ReportedRunParts,
  type StartedRun,
} from './reported-run.ts';

export type { ErrorReport, Json, Outcome, ProgressReport } from './events.ts';
export { type ReportedRun, RunStopped } from './reported-run.ts';

/** What a reporter is made of; only `url` and `scraper` are needed. */
export interface ReporterOptions {
  /** Where Flatline is, such as http://127.0.0.1:3000. */
  url: string;
  scraper: string;
  /**
   * How often a run says "still alive" by itself, in milliseconds; null: never, only what the
   * crawler reports counts. A quarter of the run's stale-after unless set.
   */
  heartbeatInterval?: number | null;
  /** Events kept while Flatline cannot be reached; 5,000 unless set. */
  limit?: number;
  /** Told in a sentence what was refused or has to be tried again. */
  onProblem?: (sentence: string) => void;
  fetch?: typeof fetch;
  clock?: ReporterClock;
  /** A number from 0 to below 1, to spread retries. */
  random?: () => number;
}

/** What may be said of a run when it starts. */
export interface RunOptions {
  phase?: string;
  staleAfterSeconds?: number;
  origin?: 'LOCAL' | 'REMOTE';
  /** The same key gives the same run; a new one is made unless set. */
  idempotencyKey?: string;
  retryOf?: string;
  meta?: Json;
}

/** Reports the runs of one scraper. */
export interface Reporter {
  /** Starts a run, trying until Flatline answers. Throws with its sentence when it refuses. */
  startRun(options?: RunOptions): Promise<ReportedRun>;
}

/**
 * A reporter to Flatline. Events are batched, numbered and sent in order, one call at a time; a
 * lost call is sent again with the same numbers, so nothing is doubled or lost.
 *
 * A heartbeat by timer proves that the process and its event loop live, not that the crawl moves:
 * a crawler stuck in an `await` beats on. Where every step is reported anyway, set
 * `heartbeatInterval: null`, and a hang is found.
 */
export function createReporter(options: ReporterOptions): Reporter {
  const parts: ReportedRunParts = {
    fetch: options.fetch ?? fetch,
    clock: options.clock ?? createSystemClock(),
    backoff: createBackoff(options.random ?? Math.random),
    runsUrl: `${options.url.replace(/\/+$/, '')}/api/runs`,
    limit: options.limit ?? 5000,
    heartbeatInterval: options.heartbeatInterval,
    onProblem: options.onProblem ?? (() => {}),
  };
  return {
    async startRun(run = {}) {
      // The key makes a start whose answer was lost one run, not two.
      const body = { idempotencyKey: crypto.randomUUID(), ...run, scraper: options.scraper };
      for (let attempt = 0; ; attempt += 1) {
        const result = await call(parts, parts.runsUrl, body);
        if (result.kind !== 'unreachable') return createReportedRun(parts, started(result));
        parts.onProblem(`Flatline could not be reached (${result.why}); trying again.`);
        const wait = result.retryAfterMs ?? parts.backoff(attempt);
        await new Promise<void>((resolve) => parts.clock.after(wait, resolve));
      }
    },
  };
}

function started(result: Exclude<CallResult, { kind: 'unreachable' }>): StartedRun {
  if (result.kind === 'answered') {
    const run = result.body.run as Partial<StartedRun> | undefined;
    const { id, status, staleAfterSeconds } = run ?? {};
    if (id !== undefined && status !== undefined && staleAfterSeconds !== undefined) {
      return { id, status, staleAfterSeconds };
    }
  }
  const why = result.kind === 'refused' ? result.why : 'it answered something else than a run.';
  throw new Error(`Flatline did not start the run: ${why}`);
}

function createSystemClock(): ReporterClock {
  return {
    now: () => Date.now(),
    after(ms, fire, { background } = { background: false }) {
      const timer = setTimeout(fire, ms);
      if (background) timer.unref();
      return () => clearTimeout(timer);
    },
  };
}
