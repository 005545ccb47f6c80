import { type Millis, seconds } from './time.ts';

/** What is removed once it is too old; a run goes with all that belongs to it. */
export const REMOVED_KINDS = ['run', 'phase', 'error', 'log', 'extension', 'sweep', 'gap'] as const;
export type RemovedKind = (typeof REMOVED_KINDS)[number];

/** How many of each kind. */
export type Removed = Partial<Record<RemovedKind, number>>;

/** A day in milliseconds, as days of retention are counted. */
export const DAY: Millis = seconds(24 * 60 * 60);

/** How long after the start the first pass begins, in milliseconds. */
export const FIRST_PASS_AFTER: Millis = seconds(60);

/** Milliseconds from the end of a pass to the next one. */
export const PASS_INTERVAL: Millis = DAY;

/** Milliseconds to wait after a pass that the database refused. */
export const RETRY_AFTER: Millis = seconds(600);

/** How many rows one commit may remove: at first, at the least and at the most. */
export const ROWS = { first: 500, least: 50, most: 2000 } as const;

/** How long one commit may take, in milliseconds; whoever reports waits for as long. */
export const BATCH_MOST: Millis = 25;

/** Milliseconds between two commits, at the least and at the most. */
export const PAUSE = { least: 20, most: 1000 } as const;

/** What ended before this is too old: `days` days before `now`. */
export function cutOff(now: Millis, days: number): Millis {
  return now - days * DAY;
}

/**
 * The same for gaps in the hearing: one that a silence may reach back over is still asked for,
 * `memory` milliseconds long, however soon the rest goes.
 */
export function gapCutOff(now: Millis, days: number, memory: Millis): Millis {
  return Math.min(cutOff(now, days), now - memory);
}

/** One reading of both clocks; see `Clock`. */
export interface Moment {
  now: Millis;
  steady: Millis;
}

/**
 * The time by which a pass counts ages. A clock that leapt forward since the last pass would make
 * everything old at once; it is believed one pass later, when somebody has had a day to see it.
 */
export function believedNow(last: Moment, current: Moment): Millis {
  return Math.min(current.now, last.now + Math.max(0, current.steady - last.steady));
}

/** How many rows the next commit may remove, after one of `rows` took `tookMs`. */
export function nextRows(rows: number, tookMs: Millis): number {
  if (tookMs > BATCH_MOST) return Math.max(ROWS.least, Math.floor(rows / 2));
  if (tookMs < BATCH_MOST / 2) return Math.min(ROWS.most, rows * 2);
  return rows;
}

/** How long to leave the database to others after a commit: four fifths of the time are theirs. */
export function pauseAfter(tookMs: Millis): Millis {
  return Math.min(PAUSE.most, Math.max(PAUSE.least, Math.ceil(tookMs * 4)));
}
