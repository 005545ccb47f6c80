import type { Millis } from '../domain/time.ts';
import type { FakeClock } from './fake-clock.ts';

/** How a call ended, and how far the clock had to be moved for that. */
export interface Settled<T> {
  value: T | undefined;
  failure: unknown;
  /** Milliseconds of the fake clock. */
  after: Millis;
}

/** Moves the clock from timer to timer, and only then, until `work` has ended. */
export async function settle<T>(clock: FakeClock, work: Promise<T>): Promise<Settled<T>> {
  const begin = clock.now();
  let ended: Omit<Settled<T>, 'after'> | undefined;
  work.then(
    (value) => {
      ended = { value, failure: undefined };
    },
    (failure: unknown) => {
      ended = { value: undefined, failure };
    },
  );
  while (ended === undefined) {
    const [next] = clock.pending();
    if (next === undefined) await new Promise<void>((turn) => setImmediate(turn));
    else await clock.advance(next - clock.now());
  }
  return { ...ended, after: clock.now() - begin };
}
