import type { Millis } from '../../server/domain/time.ts';

/** The stretch of time that a timeline shows. */
export interface Span {
  from: Millis;
  to: Millis;
}

/** A mark on the axis: milliseconds since the run's start. */
export interface Tick {
  at: Millis;
  sinceStartMs: number;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Distances between ticks that people read easily. */
const STEPS = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12].map((n) => n * HOUR),
  ...[1, 2, 5, 10, 20, 50, 100].map((n) => n * DAY),
];

/** A limit at most this share of the run's life ahead is part of the picture. */
const NEAR = 0.5;

/**
 * What to show. A run that has ended fills it; a running one leaves room to grow into and moves on
 * in steps, so that its bars stand still while the open one grows. `shownTo` never shrinks.
 */
export function spanOf(life: {
  from: Millis;
  until: Millis;
  limitAt: Millis | null;
  running: boolean;
  shownTo?: Millis;
}): Span {
  const { from, until, limitAt, running, shownTo = from } = life;
  if (!running) return { from, to: Math.max(until, shownTo, from + 1) };
  const elapsed = Math.max(until - from, 10 * SECOND);
  const limitIsNear = limitAt !== null && limitAt - until <= elapsed * NEAR;
  const needed = Math.max(elapsed * 1.05, limitIsNear ? (limitAt - from) * 1.03 : 0);
  return { from, to: Math.max(from + roundUp(needed), shownTo) };
}

/** Marks at round distances from the start, at most `most` of them. */
export function ticksOf(span: Span, most: number): Tick[] {
  const length = span.to - span.from;
  const step = STEPS.find((size) => length / size <= Math.max(1, most)) ?? STEPS.at(-1) ?? DAY;
  const count = Math.floor(length / step);
  return Array.from({ length: count + 1 }, (_, index) => ({
    at: span.from + index * step,
    sinceStartMs: index * step,
  }));
}

/** The next of 1, 1.25, 1.5 … times a power of two of ten seconds: steps of at most a quarter. */
function roundUp(length: number): number {
  const base = 10 * SECOND * 2 ** Math.floor(Math.log2(Math.max(1, length / (10 * SECOND))));
  const quarter = base / 4;
  return Math.ceil(length / quarter) * quarter;
}
