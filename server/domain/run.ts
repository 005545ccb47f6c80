import type { Silences } from './silences.ts';
import type { WhenStuck } from './stuck.ts';
import { type Millis, toIso, toIsoOrNull } from './time.ts';

/** The states of a run. A terminal one is final: a retry is a new run. */
export const RUN_STATUSES = ['RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED'] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];
export type TerminalStatus = Exclude<RunStatus, 'RUNNING'>;

/** LOCAL: this server executes the run, which dies with it. REMOTE: a reporter outside does. */
export const RUN_ORIGINS = ['LOCAL', 'REMOTE'] as const;
export type RunOrigin = (typeof RUN_ORIGINS)[number];

/** Where a run's stale-after came from. */
export const STALE_AFTER_SOURCES = ['setting', 'scraper', 'run'] as const;
export type StaleAfterSource = (typeof STALE_AFTER_SOURCES)[number];

/** Any JSON value. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** Counts within a phase. */
export interface Progress {
  done: number;
  total: number | null;
  unit: string | null;
  message: string | null;
}

/** An error as the store keeps it. */
export interface RunErrorRecord {
  errorType: string;
  message: string;
  phase: string | null;
  url: string | null;
  detail: Json | null;
  occurredAt: Millis;
}

/** A run as the store keeps it; times in milliseconds. */
export interface RunRecord {
  id: string;
  /** The scraper's name. */
  scraper: string;
  status: RunStatus;
  origin: RunOrigin;
  trigger: string;
  retryOf: string | null;
  startedAt: Millis;
  finishedAt: Millis | null;
  phase: string | null;
  progress: Progress | null;
  /** The newest believable phase start, from the phase log; null when there is none. */
  lastPhaseAt: Millis | null;
  lastHeartbeatAt: Millis | null;
  staleAfterSeconds: number;
  staleAfterFrom: StaleAfterSource;
  deadlineAt: Millis;
  /** A candidate for suspicion from this time on. */
  suspectAt: Millis;
  /** Since when it is suspected of being dead; null after a sign of life. */
  suspectedAt: Millis | null;
  /** When the storm guard gave it an extra window. */
  heldAt: Millis | null;
  /** How far an operator's grant of time goes. */
  grantedUntil: Millis | null;
  stuckAfterSeconds: number;
  whenStuck: WhenStuck;
  /** When phase or progress last changed by a report; null: not since the start. */
  lastProgressAt: Millis | null;
  /** Since when it is known to be stuck: it speaks but stands still. */
  stuckAt: Millis | null;
  /** Of each phase; empty where the store was not asked for them. */
  silences: Silences;
  lastSeq: number;
  rev: number;
  cancelRequestedAt: Millis | null;
  spokeAgainAt: Millis | null;
  /** The reporter's own clock; shown, never judged by. */
  reportedAt: Millis | null;
  /** What ended a FAILED run. */
  error: RunErrorRecord | null;
}

/** An error as the outside sees it. */
export interface RunError extends Omit<RunErrorRecord, 'occurredAt'> {
  occurredAt: string;
}

/** A run as the outside sees it: times in ISO 8601. */
export interface Run {
  id: string;
  scraper: string;
  status: RunStatus;
  origin: RunOrigin;
  trigger: string;
  retryOf: string | null;
  startedAt: string;
  finishedAt: string | null;
  phase: string | null;
  progress: Progress | null;
  lastSignAt: string;
  staleAfterSeconds: number;
  deadlineAt: string;
  suspectedAt: string | null;
  grantedUntil: string | null;
  stuckAfterSeconds: number;
  lastProgressAt: string | null;
  stuckAt: string | null;
  cancelRequestedAt: string | null;
  spokeAgainAt: string | null;
  rev: number;
  error: RunError | null;
}

/** One phase of a run; `finishedAt` is null while it is open. */
export interface RunPhase {
  phase: string;
  startedAt: string;
  finishedAt: string | null;
}

/** One log line of a run; `n` counts up from 1 and never repeats. */
export interface RunLogLine {
  n: number;
  at: string;
  level: string;
  message: string;
}

/** A run with everything its page shows, each list oldest first and at most the newest 1,000. */
export interface RunDetail extends Run {
  phases: RunPhase[];
  errors: RunError[];
  logs: RunLogLine[];
  extensions: Extension[];
  meta: Json | null;
}

/** Time that an operator gave a run, as the store keeps it. */
export interface ExtensionRecord {
  grantedAt: Millis;
  seconds: number;
  /** The deadline that it led to. */
  deadlineAt: Millis;
  actor: string | null;
  reason: string | null;
}

/** Time that an operator gave a run, as the outside sees it. */
export interface Extension extends Omit<ExtensionRecord, 'grantedAt' | 'deadlineAt'> {
  grantedAt: string;
  deadlineAt: string;
}

/** The lists of a run's detail as the store keeps them. */
export interface RunDetailRecord {
  run: RunRecord;
  phases: { phase: string; startedAt: Millis; finishedAt: Millis | null }[];
  errors: RunErrorRecord[];
  logs: { n: number; at: Millis; level: string; message: string }[];
  extensions: ExtensionRecord[];
  meta: Json | null;
}

/** Whether a run with this status can still change. */
export function isTerminal(status: RunStatus): status is TerminalStatus {
  return status !== 'RUNNING';
}

/** A stored error in its outside form. */
export function presentError(error: RunErrorRecord): RunError {
  return { ...error, occurredAt: toIso(error.occurredAt) };
}

/** A stored extension in its outside form. */
export function presentExtension(extension: ExtensionRecord): Extension {
  const { grantedAt, deadlineAt } = extension;
  return { ...extension, grantedAt: toIso(grantedAt), deadlineAt: toIso(deadlineAt) };
}

/** A stored run in its outside form. `lastSignAt` is the sign of life (see staleness.ts). */
export function presentRun(run: RunRecord, lastSignAt: Millis): Run {
  return {
    id: run.id,
    scraper: run.scraper,
    status: run.status,
    origin: run.origin,
    trigger: run.trigger,
    retryOf: run.retryOf,
    startedAt: toIso(run.startedAt),
    finishedAt: toIsoOrNull(run.finishedAt),
    phase: run.phase,
    progress: run.progress,
    lastSignAt: toIso(lastSignAt),
    staleAfterSeconds: run.staleAfterSeconds,
    deadlineAt: toIso(run.deadlineAt),
    suspectedAt: toIsoOrNull(run.suspectedAt),
    grantedUntil: toIsoOrNull(run.grantedUntil),
    stuckAfterSeconds: run.stuckAfterSeconds,
    lastProgressAt: toIsoOrNull(run.lastProgressAt),
    stuckAt: toIsoOrNull(run.stuckAt),
    cancelRequestedAt: toIsoOrNull(run.cancelRequestedAt),
    spokeAgainAt: toIsoOrNull(run.spokeAgainAt),
    rev: run.rev,
    error: run.error === null ? null : presentError(run.error),
  };
}
