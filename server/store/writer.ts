/** Runs write jobs one after the other, in the order in which they came. */
export interface Writer {
  /** Resolves or rejects with the job; a failed job does not stop the next. */
  write<T>(job: () => Promise<T>): Promise<T>;
  /** Resolves when everything that was queued has run. */
  idle(): Promise<void>;
}

/**
 * SQLite has one write lock, so writers queue here, where waiting costs nothing, and not inside
 * Prisma, where a transaction that waits runs into its timeouts.
 */
export function createWriter(): Writer {
  let last: Promise<unknown> = Promise.resolve();
  return {
    write(job) {
      const mine = last.then(job);
      last = mine.catch(() => {});
      return mine;
    },
    async idle() {
      await last;
    },
  };
}
