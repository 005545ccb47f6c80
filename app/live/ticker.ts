/** Where a page's one tick comes from. */
export interface Ticker {
  /** The time as of the last tick, in milliseconds, on a whole second. */
  current(): number;
  /** Calls `listener` at every tick until the answer is called; ticks only while someone listens. */
  subscribe(listener: () => void): () => void;
  /** Ticks at once: the time has moved. */
  nudge(): void;
}

const SECOND = 1000;

/**
 * One tick at every whole second of `now`, shared by all who listen, so that all numbers on a page
 * change together.
 */
export function createTicker(parts: {
  now: () => number;
  after: (ms: number, fire: () => void) => () => void;
}): Ticker {
  const listeners = new Set<() => void>();
  let current = 0;
  let cancel: (() => void) | null = null;

  function tick(): void {
    const now = parts.now();
    const next = wholeSecond(now);
    cancel?.();
    cancel = parts.after(SECOND - (((now % SECOND) + SECOND) % SECOND) || SECOND, tick);
    if (next === current) return;
    current = next;
    for (const listener of [...listeners]) listener();
  }

  return {
    current() {
      if (cancel === null) current = wholeSecond(parts.now());
      return current;
    },
    subscribe(listener) {
      listeners.add(listener);
      if (listeners.size === 1) tick();
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        cancel?.();
        cancel = null;
      };
    },
    nudge() {
      if (listeners.size > 0) tick();
    },
  };
}

/** Rounded, not cut: a timer that fires a hair early must not repeat a second. */
function wholeSecond(at: number): number {
  return Math.round(at / SECOND) * SECOND;
}
