import type { Clock } from '../domain/ports.ts';
import type { Millis } from '../domain/time.ts';

/** How to try again while the lock is busy. */
export interface Patience {
  clock: Clock;
  /** No try begins after this moment, except the first. */
  until: Millis;
  /** Whether this failure means that another try is worth it. */
  isBusy(failure: unknown): boolean;
}

const FIRST_WAIT_MS = 5;
const LONGEST_WAIT_MS = 160;

/**
 * Runs `attempt` until it does not meet a busy lock, waiting a little longer each time. libsql's
 * own busy timeout would block the whole event loop. Passes the last failure on.
 */
export async function whileBusy<T>(patience: Patience, attempt: () => Promise<T>): Promise<T> {
  const { clock, until, isBusy } = patience;
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
    try {
      return await attempt();
    } catch (failure) {
      if (!isBusy(failure) || clock.now() >= until) throw failure;
    }
    await new Promise<void>((fire) => clock.after(Math.min(wait, until - clock.now()), fire));
  }
}
