/** Runs write jobs one after the other, in the order in which they came. */
export interface Writer {
  /** Resolves or rejects with the job; a failed job does not stop the next. */
  write<T>(job: () => Promise<T>): Promise<T>;
  /** Resolves when everything that was queued has run. */
  idle(): Promise<void>;
}

/**
 * SQLite has one write lock, so writers queue here, where waiting costs nothing, and not inside
 * Prisma, where a transaction that waits runs into its timeouts. Between two jobs the event loop
 * has a turn: libsql never waits for I/O, so a long queue would otherwise run through at one go,
 * with no socket served and no statement's memory freed meanwhile. And whoever waited for the first
 * has told of it before the second begins: of a death, before a late sign of the same run.
 */
export function createWriter(): Writer {
  let last: Promise<unknown> = Promise.resolve();
  return {
    write(job) {
      const mine = last.then(job);
      last = mine.catch(() => {}).then(turn);
      return mine;
    },
    async idle() {
      await last;
    },
  };
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
