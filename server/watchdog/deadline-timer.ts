import type { Clock, Deadlines, Log } from '../domain/ports.ts';
import type { Millis } from '../domain/time.ts';

/** The longest sleep, in milliseconds: a `setTimeout` of 25 days fires at once. */
export const LONGEST_SLEEP: Millis = 60 * 60_000;

/** Milliseconds between two passes, at the least: deaths close together share one. */
export const PASS_INTERVAL: Millis = 50;

/** Milliseconds to wait after a failure, doubled with each one in a row. */
export const RETRY_AFTER: Millis = 1000;

/** Where that doubling ends, so that a database that comes back is noticed soon. */
export const RETRY_AFTER_MAX: Millis = 8000;

/** How a pass went: the time it judged by, or that it failed. */
export type PassResult = { judgedAt: Millis } | 'failed';

/** Starts a pass at the earliest deadline. */
export interface DeadlineTimer extends Deadlines {
  /** Arms for the earliest deadline that the store knows. */
  start(): Promise<void>;
  /** A pass that this timer did not start has ended: arms anew. */
  passEnded(result: PassResult): Promise<void>;
  /** Starts nothing any more; tolerates never-started and twice. */
  stop(): void;
}

/** The parts that {@link createDeadlineTimer} stands on. */
export interface DeadlineTimerParts {
  clock: Clock;
  log: Log;
  /** The earliest deadline of a RUNNING run. */
  nextDeadline(): Promise<Millis | null>;
  /** One pass; never rejects. */
  pass(): Promise<PassResult>;
}

/** A timer that keeps to the earliest deadline it hears of and asks the store after each pass. */
export function createDeadlineTimer({
  clock,
  log,
  nextDeadline,
  pass,
}: DeadlineTimerParts): DeadlineTimer {
  let running = false;
  let inPass = false;
  /** The deadline that the timer is set for; NEVER while none is known. */
  let target = NEVER;
  /** The earliest deadline heard of since the timer was last set from the store. */
  let noticed = NEVER;
  let notBefore: Millis = 0;
  let failures = 0;
  let rounds = 0;
  let callOff = () => {};

  return {
    async start() {
      running = true;
      await rearm(null);
    },
    passEnded: rearm,
    notice(deadlineAt) {
      noticed = Math.min(noticed, deadlineAt);
      if (running && !inPass && deadlineAt < target) arm(deadlineAt);
    },
    stop() {
      running = false;
      callOff();
    },
  };

  function arm(deadlineAt: Millis): void {
    callOff();
    target = deadlineAt;
    const wait = Math.max(deadlineAt, notBefore) - clock.now();
    callOff = clock.after(Math.min(Math.max(wait, 0), LONGEST_SLEEP), () => void wake());
  }

  async function wake(): Promise<void> {
    // The hour is over, or the system's timer was a hair early.
    if (clock.now() < Math.max(target, notBefore)) return rearm(null);
    inPass = true;
    target = NEVER;
    noticed = NEVER;
    const result = await pass();
    inPass = false;
    await rearm(result);
  }

  async function rearm(after: PassResult | null): Promise<void> {
    if (!running) return;
    rounds += 1;
    const round = rounds;
    if (after === 'failed') retryLater();
    else if (after !== null) goOn();
    const earliest = await read();
    // A pass under way arms when it ends, and of two reads the later knows more.
    if (!running || inPass || round !== rounds) return;
    if (earliest === 'failed') {
      if (after !== 'failed') retryLater();
      arm(clock.now());
      return;
    }
    // A pass marks or re-arms whatever is due when it begins. What is still due was written behind
    // its back: to go at it again at once could go on for ever.
    if (after !== null && after !== 'failed' && earliest <= after.judgedAt) waitFor(RETRY_AFTER);
    arm(Math.min(earliest, noticed));
    noticed = NEVER;
  }

  async function read(): Promise<Millis | 'failed'> {
    try {
      return (await nextDeadline()) ?? NEVER;
    } catch (error) {
      if (running) log.warn('the next deadline could not be read; trying again soon', { error });
      return 'failed';
    }
  }

  function goOn(): void {
    failures = 0;
    waitFor(PASS_INTERVAL);
  }

  function retryLater(): void {
    waitFor(Math.min(RETRY_AFTER * 2 ** failures, RETRY_AFTER_MAX));
    failures += 1;
  }

  function waitFor(ms: Millis): void {
    notBefore = Math.max(notBefore, clock.now() + ms);
  }
}

const NEVER = Number.POSITIVE_INFINITY;
