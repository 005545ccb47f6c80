import type { RunDetail, RunError } from '../../../server/domain/run.ts';

/** A time `seconds` after the start of every run that tests make. */
export const at = (seconds: number): string =>
  new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString();

/** The same in milliseconds. */
export const ms = (seconds: number): number => Date.parse(at(seconds));

/** A running run of 20 minutes' patience, as far as tests need one. */
export function aRun(over: Partial<RunDetail> = {}): RunDetail {
  return {
    id: '0197a000-0000-7000-8000-000000000001',
    scraper: 'books',
    status: 'RUNNING',
    origin: 'REMOTE',
    trigger: 'api',
    retryOf: null,
    startedAt: at(0),
    finishedAt: null,
    phase: null,
    progress: null,
    lastSignAt: at(0),
    staleAfterSeconds: 600,
    deadlineAt: at(600),
    suspectedAt: null,
    grantedUntil: null,
    stuckAfterSeconds: 1800,
    lastProgressAt: null,
    stuckAt: null,
    cancelRequestedAt: null,
    spokeAgainAt: null,
    rev: 1,
    error: null,
    phases: [],
    errors: [],
    logs: [],
    extensions: [],
    meta: null,
    ...over,
  };
}

/** The stale error of a run that fell silent at `since` and was marked at `until`. */
export function aStaleError(since: number, until: number, limit = 600): RunError {
  return {
    errorType: 'stale',
    message: 'silent',
    phase: 'detail',
    url: null,
    detail: {
      silentSince: at(since),
      silentFrom: 'heartbeat',
      silentForSeconds: until - since,
      staleAfterSeconds: limit,
      staleAfterFrom: 'setting',
      lastPhase: 'detail',
      decidedBy: 'watchdog',
      actor: null,
    },
    occurredAt: at(until),
  };
}

/** A run that died of silence: FAILED, with its error. */
export function aDeadRun(since: number, until: number, over: Partial<RunDetail> = {}): RunDetail {
  const error = aStaleError(since, until);
  return aRun({
    status: 'FAILED',
    finishedAt: at(until),
    lastSignAt: at(since),
    phase: 'detail',
    error,
    errors: [error],
    ...over,
  });
}
