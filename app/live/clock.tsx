'use client';

import { useSyncExternalStore } from 'react';
import { after } from './after.ts';
import { createServerClock } from './server-clock.ts';
import { createTicker } from './ticker.ts';

const clock = createServerClock({
  monotonic: () => performance.now(),
  wall: () => performance.timeOrigin + performance.now(),
});

const ticker = createTicker({
  now: clock.now,
  after,
});

/** A move smaller than this (milliseconds) waits for the next tick. */
const NOTICEABLE = 250;

/** The server's time in milliseconds, on a whole second; one shared tick a second. */
export function useNow(): number {
  return useSyncExternalStore(listen, ticker.current, onTheServer);
}

/** The server's time in milliseconds at this very moment, for what happens outside of drawing. */
export function serverNow(): number {
  return clock.now();
}

/** The monotonic clock in milliseconds: what `noteServerNow` takes as `requestedAt`. */
export function monotonicNow(): number {
  return clock.monotonic();
}

/** Learns the server's time from an answer (`requestedAt`: when it was asked for) or a payload. */
export function noteServerNow(iso: string, requestedAt?: number): void {
  if (Math.abs(clock.note(iso, requestedAt)) >= NOTICEABLE) ticker.nudge();
}

function listen(listener: () => void): () => void {
  const stop = ticker.subscribe(listener);
  // A hidden tab's timers are throttled to one a minute: be right at once when it is looked at.
  document.addEventListener('visibilitychange', ticker.nudge);
  return () => {
    stop();
    document.removeEventListener('visibilitychange', ticker.nudge);
  };
}

/** Nothing that tells the time is drawn before the first answer. */
function onTheServer(): number {
  return 0;
}
