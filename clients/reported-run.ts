import { type CallResult, call, type ReporterClock } from './call.ts';
import { type Backoff, createDelivery } from './delivery.ts';
import { cutToLimits, type ErrorReport, type Outcome, type ProgressReport } from './events.ts';
import type { NumberedEvent } from './outbox.ts';
import { createOutbox } from './outbox.ts';

/** Why a run's `stopped` signal was given: the signal's `reason`. */
export class RunStopped extends Error {
  readonly reason: 'cancelled' | 'finished' | 'refused';

  constructor(reason: RunStopped['reason'], sentence: string) {
    super(sentence);
    this.name = 'RunStopped';
    this.reason = reason;
  }
}

/** One run, being reported. Nothing here throws or waits, except what `finish` answers. */
export interface ReportedRun {
  readonly id: string;
  /** Given when the crawler should stop: cancelled by an operator, ended by the server, refused. */
  readonly stopped: AbortSignal;
  phase(name: string): void;
  progress(report: ProgressReport): void;
  error(report: ErrorReport): void;
  log(level: string, message: string): void;
  heartbeat(): void;
  /**
   * Ends the run. Resolves with the status it ended with, once Flatline has it; rejects with
   * {@link RunStopped} when it was refused.
   */
  finish(outcome: Outcome, message?: string): Promise<string>;
}

/** A run as Flatline started it. */
export interface StartedRun {
  id: string;
  status: string;
  staleAfterSeconds: number;
}

/** The parts of {@link createReportedRun}. */
export interface ReportedRunParts {
  fetch: typeof fetch;
  clock: ReporterClock;
  backoff: Backoff;
  /** Where the runs are: …/api/runs. */
  runsUrl: string;
  limit: number;
  /** In milliseconds; null: none, undefined: a quarter of the run's stale-after. */
  heartbeatInterval: number | null | undefined;
  onProblem(sentence: string): void;
}

/** The least time between two calls, in milliseconds: dashboards are told 5 times a second. */
const SEND_INTERVAL = 200;

/** Reports one run until it ends. */
export function createReportedRun(parts: ReportedRunParts, started: StartedRun): ReportedRun {
  const { clock } = parts;
  const stop = new AbortController();
  const ending = createEnding();
  // From the clock, so that a reporter that took up a run again is not taken for a repetition.
  const outbox = createOutbox({ firstSeq: clock.now() * 1000, limit: parts.limit });
  const delivery = createDelivery({
    outbox,
    clock,
    backoff: parts.backoff,
    sendInterval: SEND_INTERVAL,
    post,
    onAnswer,
    onDropped: (why) => parts.onProblem(`An event was refused and dropped: ${why}`),
    onEnd: (end) =>
      end.kind === 'closed'
        ? close(end.status)
        : refuse(`Flatline refused what the run reported: ${end.why}`),
  });
  let callOff = () => {};
  if (started.status === 'RUNNING') beat();
  else close(started.status);

  return {
    id: started.id,
    stopped: stop.signal,
    phase: (phase) => say({ type: 'phase', phase }),
    progress: (report) => say({ ...report, type: 'progress' }),
    error: (report) => say({ ...report, type: 'error' }),
    log: (level, message) => say({ type: 'log', level, message }),
    heartbeat: () => say({ type: 'heartbeat' }),
    finish(outcome, message) {
      say({ type: 'finish', outcome, ...(message === undefined ? {} : { message }) });
      return ending.promise;
    },
  };

  function say(event: Unstamped): void {
    const at = new Date(clock.now()).toISOString();
    outbox.add(cutToLimits({ ...event, at }));
    delivery.nudge({ urgent: event.type === 'finish' });
  }

  async function post(events: NumberedEvent[]): Promise<CallResult> {
    const result = await call(parts, `${parts.runsUrl}/${started.id}/events`, events);
    if (result.kind === 'unreachable') {
      parts.onProblem(`Flatline could not be reached (${result.why}); trying again.`);
    }
    return result;
  }

  function onAnswer({ status, directive, reason }: Record<string, unknown>): void {
    if (status !== 'RUNNING') close(String(status));
    else if (directive === 'stop')
      stopFor(reason === 'cancelled' ? 'cancelled' : 'finished', 'RUNNING');
  }

  function close(status: string): void {
    quieten();
    stopFor(status === 'CANCELLED' ? 'cancelled' : 'finished', status);
    ending.resolve(status);
  }

  function refuse(sentence: string): void {
    quieten();
    parts.onProblem(sentence);
    const refused = new RunStopped('refused', sentence);
    stop.abort(refused);
    ending.reject(refused);
  }

  function stopFor(reason: 'cancelled' | 'finished', status: string): void {
    stop.abort(new RunStopped(reason, `The run was ${reason}; it is ${status}.`));
  }

  function quieten(): void {
    callOff();
    delivery.stop();
  }

  function beat(): void {
    const { heartbeatInterval = started.staleAfterSeconds * 250 } = parts;
    if (heartbeatInterval === null) return;
    const again = () => {
      say({ type: 'heartbeat' });
      beat();
    };
    callOff = clock.after(heartbeatInterval, again, { background: true });
  }
}

type Unstamped =
  | { type: 'heartbeat' }
  | { type: 'phase'; phase: string }
  | ({ type: 'progress' } & ProgressReport)
  | ({ type: 'error' } & ErrorReport)
  | { type: 'log'; level: string; message: string }
  | { type: 'finish'; outcome: Outcome; message?: string };

/** The end of a run as a promise; nobody has to listen to it. */
function createEnding() {
  let resolve: (status: string) => void = () => {};
  let reject: (reason: RunStopped) => void = () => {};
  const promise = new Promise<string>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  promise.catch(() => {});
  return { promise, resolve, reject };
}
