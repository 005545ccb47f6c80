import type { ClosedRun } from './errors.ts';
import type {
  Json,
  Progress,
  RunErrorRecord,
  RunRecord,
  RunStatus,
  TerminalStatus,
} from './run.ts';
import { isTerminal, presentError } from './run.ts';
import { noteSilence } from './silences.ts';
import { deadlineOf, movedAt, stuckSince } from './stuck.ts';
import { unsuspected } from './suspicion.ts';
import { type Millis, toIsoOrNull } from './time.ts';

/** What every event may carry. */
interface Carried {
  /** Rises with every event of a run; at or below the run's lastSeq it is a duplicate. */
  seq?: number | null;
  /** The reporter's clock: stored and shown, never judged by. */
  at?: Millis | null;
}

/** What a reporter can say. */
export type RunEvent = Carried &
  (
    | { type: 'heartbeat' }
    | { type: 'phase'; phase: string }
    | {
        type: 'progress';
        done: number;
        total?: number | null;
        unit?: string | null;
        message?: string | null;
      }
    | {
        type: 'error';
        errorType: string;
        message: string;
        url?: string | null;
        detail?: Json | null;
      }
    | { type: 'log'; level: string; message: string }
    | {
        type: 'finish';
        outcome: 'completed' | 'failed' | 'cancelled';
        message?: string | null;
      }
  );

/** A phase to open. */
export interface PhaseOpening {
  phase: string;
  reportedAt: Millis | null;
}

/** Everything that one accepted report changes. */
export interface ReportPlan {
  accepted: number;
  duplicates: number;
  /** The run's row after the report; `rev` is one higher. */
  next: RunRecord;
  /** Phases to open, in order; each closes the one before it. */
  phases: PhaseOpening[];
  errors: RunErrorRecord[];
  logs: { at: Millis; level: string; message: string }[];
}

/** What a report means for a run: refused because the run is over, or what to write. */
export type ReportVerdict =
  /** Nothing but duplicates of a run that is over: answered, not written. */
  | { verdict: 'repeated'; duplicates: number }
  | { verdict: 'closed' }
  | { verdict: 'accepted'; plan: ReportPlan };

/**
 * Decides what `events` (one call, in order) do to `run`, received at `now`. Of the silence before
 * them `heardFor` could be heard, and of the time since the run last moved `stoodFor` (all of it,
 * unless told otherwise); both in milliseconds. Pure.
 */
export function planReport(
  run: RunRecord,
  events: readonly RunEvent[],
  now: Millis,
  heardFor: Millis,
  stoodFor: Millis = now - movedAt(run, now),
): ReportVerdict {
  const fresh = events.filter((event) => !isDuplicate(run, event));
  const duplicates = events.length - fresh.length;
  if (isTerminal(run.status)) {
    return fresh.length === 0 ? { verdict: 'repeated', duplicates } : { verdict: 'closed' };
  }
  const plan: ReportPlan = {
    accepted: fresh.length,
    duplicates,
    next: {
      ...run,
      ...unsuspected(run, now),
      lastHeartbeatAt: now,
      silences: noteSilence(run.silences, run.phase, heardFor),
      rev: run.rev + 1,
    },
    phases: [],
    errors: [],
    logs: [],
  };
  for (const event of fresh) apply(plan, event, now);
  move(plan, run, now, stoodFor);
  plan.next.deadlineAt = deadlineOf(plan.next, now);
  return { verdict: 'accepted', plan };
}

/** Notes whether the run has moved, or that it speaks but has stood still for too long. */
function move(plan: ReportPlan, before: RunRecord, now: Millis, stoodFor: Millis): void {
  const { next } = plan;
  if (plan.phases.length > 0 || hasMoved(before.progress, next.progress)) {
    next.lastProgressAt = now;
    next.stuckAt = null;
    next.grantedUntil = null;
  } else {
    next.stuckAt = stuckSince(next, now, stoodFor);
  }
}

/** A message alone is no progress. */
function hasMoved(before: Progress | null, after: Progress | null): boolean {
  return before?.done !== after?.done || before?.total !== after?.total;
}

function isDuplicate(run: RunRecord, event: RunEvent): boolean {
  return event.seq !== undefined && event.seq !== null && event.seq <= run.lastSeq;
}

function apply(plan: ReportPlan, event: RunEvent, now: Millis): void {
  const { next } = plan;
  const at = event.at ?? null;
  if (event.seq !== undefined && event.seq !== null) next.lastSeq = event.seq;
  if (at !== null) next.reportedAt = at;
  switch (event.type) {
    case 'heartbeat':
      return;
    case 'phase':
      if (event.phase === next.phase) return;
      plan.phases.push({ phase: event.phase, reportedAt: at });
      next.phase = event.phase;
      next.lastPhaseAt = now;
      next.progress = null;
      return;
    case 'progress':
      next.progress = progressOf(event);
      return;
    case 'error':
      plan.errors.push({
        errorType: event.errorType,
        message: event.message,
        phase: next.phase,
        url: event.url ?? null,
        detail: event.detail ?? null,
        occurredAt: at ?? now,
      });
      return;
    case 'log':
      plan.logs.push({ at: at ?? now, level: event.level, message: event.message });
      return;
    case 'finish':
      finish(plan, event, now, at);
  }
}

function progressOf(event: Extract<RunEvent, { type: 'progress' }>): Progress {
  return {
    done: event.done,
    total: event.total ?? null,
    unit: event.unit ?? null,
    message: event.message ?? null,
  };
}

function finish(
  plan: ReportPlan,
  event: Extract<RunEvent, { type: 'finish' }>,
  now: Millis,
  at: Millis | null,
): void {
  const { next } = plan;
  next.status = outcomeStatus(event.outcome, next.cancelRequestedAt !== null);
  next.finishedAt = now;
  if (next.status !== 'FAILED') {
    const message = event.message ?? null;
    if (message !== null) plan.logs.push({ at: at ?? now, level: 'info', message });
    return;
  }
  next.error = {
    errorType: 'failed',
    message: event.message ?? 'The reporter said that the run failed.',
    phase: next.phase,
    url: null,
    detail: null,
    occurredAt: at ?? now,
  };
}

/** After a cancel request any finish but `completed` ends CANCELLED. */
function outcomeStatus(
  outcome: 'completed' | 'failed' | 'cancelled',
  cancelRequested: boolean,
): TerminalStatus {
  if (outcome === 'completed') return 'COMPLETED';
  if (outcome === 'cancelled' || cancelRequested) return 'CANCELLED';
  return 'FAILED';
}

/** What the reporter should do next, and why. */
export function directiveFor(run: { status: RunStatus; cancelRequestedAt: Millis | null }): {
  directive: 'continue' | 'stop';
  reason: 'cancelled' | 'finished' | null;
} {
  if (run.cancelRequestedAt !== null || run.status === 'CANCELLED') {
    return { directive: 'stop', reason: 'cancelled' };
  }
  if (isTerminal(run.status)) return { directive: 'stop', reason: 'finished' };
  return { directive: 'continue', reason: null };
}

/** How a run that is over ended, for the problem that refuses an event. */
export function closedRun(run: RunRecord): ClosedRun {
  return {
    id: run.id,
    status: run.status,
    finishedAt: toIsoOrNull(run.finishedAt),
    error: run.error === null ? null : presentError(run.error),
  };
}
