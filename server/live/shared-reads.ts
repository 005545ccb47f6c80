/**
 * Shares reads: a call gets the result of a read that begins after it, never of one under way,
 * and all calls that wait for the same key share one. So a hundred dashboards that come back at
 * once cost two reads. Failures are shared too, and forgotten.
 */
export function createSharedReads<T>(
  read: (key: string) => Promise<T>,
): (key: string) => Promise<T> {
  const reads = new Map<string, { running: Promise<T>; next: Promise<T> | null }>();

  return (key) => {
    const state = reads.get(key);
    if (state === undefined) return begin(key);
    state.next ??= state.running.then(
      () => begin(key),
      () => begin(key),
    );
    return state.next;
  };

  function begin(key: string): Promise<T> {
    const running = read(key);
    const state = { running, next: null };
    reads.set(key, state);
    const end = () => {
      if (reads.get(key) === state && state.next === null) reads.delete(key);
    };
    running.then(end, end);
    return running;
  }
}
