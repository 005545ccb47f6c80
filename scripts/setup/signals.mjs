import { Stopped } from './say.mjs';

/**
 * Listens to SIGINT and SIGTERM from now on, so that neither ends this process by itself. Only the
 * first one counts: a terminal sends SIGINT to the whole group and npm passes it on once more.
 * SIGHUP is left alone, since `nohup` must keep its meaning.
 */
export function listenToSignals() {
  let first = null;
  const listeners = new Set();
  const receive = (signal) => {
    if (first !== null) return;
    first = signal;
    for (const listener of listeners) listener(signal);
  };
  process.on('SIGINT', receive);
  process.on('SIGTERM', receive);

  return {
    /** The signal that came, or null. */
    received: () => first,
    /** Throws when a signal has come. */
    check() {
      if (first !== null) throw new Stopped(first);
    },
    /** Calls the listener once, at once when a signal has come already; the answer takes it back. */
    onFirst(listener) {
      if (first !== null) listener(first);
      else listeners.add(listener);
      return () => listeners.delete(listener);
    },
    /** Asks for an end as a signal would. */
    stop: () => receive('SIGTERM'),
  };
}
