/** The server's time as this tab knows it. */
export interface ServerClock {
  /** Milliseconds since 1970 by the server's clock; by this machine's until the first `note`. */
  now(): number;
  /** Milliseconds of the monotonic clock, to pass as `requestedAt`. */
  monotonic(): number;
  /**
   * Learns from a `now` that the server sent. `requestedAt` (monotonic) is when it was asked for;
   * absent, the server spoke by itself. Says by how many milliseconds the time moved.
   */
  note(iso: string, requestedAt?: number): number;
}

/**
 * A clock that follows the server's. Between answers it runs on the monotonic clock, so that
 * setting this machine's clock changes nothing. Every answer bounds the difference from both
 * sides (the server's `now` lies between asking and hearing), so the bounds are kept and narrowed;
 * an answer that contradicts them replaces them (a machine that slept, a server that moved).
 */
export function createServerClock(parts: {
  monotonic: () => number;
  wall: () => number;
}): ServerClock {
  let low = Number.NaN;
  let high = Number.NaN;
  const known = () => !Number.isNaN(low);
  const now = () => (known() ? parts.monotonic() + (low + high) / 2 : parts.wall());

  return {
    now,
    monotonic: parts.monotonic,
    note(iso, requestedAt) {
      const at = Date.parse(iso);
      if (Number.isNaN(at)) return 0;
      const before = now();
      const bounds = {
        low: at - parts.monotonic(),
        high: requestedAt === undefined ? Number.POSITIVE_INFINITY : at - requestedAt,
      };
      if (!known() || bounds.low > high || bounds.high < low) {
        low = bounds.low;
        high = Number.isFinite(bounds.high) ? bounds.high : bounds.low;
      } else {
        low = Math.max(low, bounds.low);
        high = Math.min(high, bounds.high);
      }
      return now() - before;
    },
  };
}
