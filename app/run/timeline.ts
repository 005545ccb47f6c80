import type { RunDetail } from '../../server/domain/run.ts';
import type { Millis } from '../../server/domain/time.ts';
import { type Bar, barsOf } from './timeline-bars.ts';
import { type Lane, lanesOf } from './timeline-lanes.ts';
import { type Silence, silenceOf } from './timeline-silence.ts';
import { type Span, spanOf } from './timeline-span.ts';

/** The part of a run that its timeline is drawn from. */
export type TimelineRun = Pick<
  RunDetail,
  | 'status'
  | 'startedAt'
  | 'finishedAt'
  | 'lastSignAt'
  | 'staleAfterSeconds'
  | 'deadlineAt'
  | 'suspectedAt'
  | 'grantedUntil'
  | 'stuckAt'
  | 'phases'
  | 'errors'
  | 'error'
>;

/** A run's life to scale, in the server's milliseconds; nothing here knows of pixels. */
export interface Timeline {
  span: Span;
  /** Every phase, oldest first. */
  bars: Bar[];
  lanes: Lane[];
  silence: Silence | null;
  /** When it ended, or now. */
  until: Millis;
  running: boolean;
  /** When errors were reported, but for the one that ended the run. */
  errorsAt: Millis[];
}

/**
 * Draws up the timeline of `run` at `now`. `shownTo` is an end of the span that must not shrink;
 * after `heardUntil` nobody could be heard, and silence means nothing.
 */
export function timelineOf(
  run: TimelineRun,
  now: Millis,
  shownTo?: Millis,
  heardUntil: Millis = now,
): Timeline {
  const running = run.status === 'RUNNING';
  const started = Date.parse(run.startedAt);
  const ended = run.finishedAt === null ? now : Date.parse(run.finishedAt);
  const until = Math.max(started, running ? now : ended);
  const bars = barsOf(run.phases, until);
  const silence = silenceOf(run, until, heardUntil);
  const from = Math.min(started, bars[0]?.from ?? started);
  return {
    span: spanOf({ from, until, limitAt: silence?.limitAt ?? null, running, shownTo }),
    bars,
    lanes: lanesOf(bars, { from: started, to: until }),
    silence,
    until,
    running,
    errorsAt: errorTimes(run, from, until),
  };
}

/** An error's time may be the reporter's own clock: one outside the run's life is not drawn. */
function errorTimes(run: TimelineRun, from: Millis, until: Millis): Millis[] {
  return run.errors
    .filter((error) => error.occurredAt !== run.error?.occurredAt)
    .map((error) => Date.parse(error.occurredAt))
    .filter((at) => at >= from && at <= until);
}
