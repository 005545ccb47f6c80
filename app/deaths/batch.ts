/** Gathers what comes in quick succession and hands it over as one. */
export interface Batch<T> {
  add(item: T): void;
  /** Hands over at once what is there. */
  flush(): void;
  /** Drops what is there. */
  stop(): void;
}

/** Milliseconds: what comes in quick succession is one piece of news. */
export const IN_SUCCESSION = { quietMs: 400, longestMs: 2000 } as const;

/**
 * Hands over after `quietMs` in which nothing came, at the latest `longestMs` after the first.
 * Parts: waiting (the answer of `after` calls it off), and who takes the items.
 */
export function createBatch<T>(parts: {
  quietMs: number;
  longestMs: number;
  after: (ms: number, fire: () => void) => () => void;
  take: (items: T[]) => void;
}): Batch<T> {
  let items: T[] = [];
  let cancelQuiet: (() => void) | null = null;
  let cancelLongest: (() => void) | null = null;

  function calm(): T[] {
    cancelQuiet?.();
    cancelLongest?.();
    cancelQuiet = null;
    cancelLongest = null;
    const gathered = items;
    items = [];
    return gathered;
  }

  function flush(): void {
    const gathered = calm();
    if (gathered.length > 0) parts.take(gathered);
  }

  return {
    add(item) {
      items.push(item);
      cancelQuiet?.();
      cancelQuiet = parts.after(parts.quietMs, flush);
      cancelLongest ??= parts.after(parts.longestMs, flush);
    },
    flush,
    stop: () => void calm(),
  };
}
