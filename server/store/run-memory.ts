import { isTerminal } from '../domain/run.ts';
import type { Millis } from '../domain/time.ts';
import type { Found } from './chain.ts';
import type { Statements } from './jobs.ts';

/** The runs that were reported last, as those reports left them. */
export interface RunMemory {
  /**
   * Begins a transaction that keeps other writers out: of these runs those that nobody has written
   * since. On an engine that cannot tell so, none.
   */
  recall(db: Statements, ids: readonly string[], now: Millis): Promise<Map<string, Found>>;
  /** Notes runs as the transaction leaves them, when it has written everything. */
  note(db: Statements, left: ReadonlyMap<string, Found>, now: Millis): Promise<void>;
  /** It has committed. */
  keep(): void;
  /** It has not. */
  forget(): void;
}

interface Noted extends Found {
  readAt: Millis;
}

/** Runs kept, at about 2 KB each. */
const KEPT = 1000;

/**
 * How long a run is not read anew. A phase that another program wrote for a time to come counts from
 * that time on, and no write tells when it is there.
 */
const KEPT_FOR: Millis = 10_000;

/** What it is for: to read a run takes as long as to write it, and longer with each phase it had. */
export function createRunMemory(): RunMemory {
  const kept = new Map<string, Noted>();
  /** What the engine calls the state in which they were left. */
  let version: string | null = null;
  let noted = new Map<string, Noted>();

  return {
    async recall(db, ids, now) {
      noted = new Map();
      if (db.version === undefined) return noted;
      if (version === null || (await db.version()) !== version) kept.clear();
      const found = new Map<string, Found>();
      for (const id of ids) {
        const known = kept.get(id);
        if (known === undefined) continue;
        if (now - known.readAt < KEPT_FOR) found.set(id, known);
        else kept.delete(id);
      }
      return found;
    },

    async note(db, left, now) {
      if (db.version === undefined) return;
      for (const [id, { run, newestLine }] of left) {
        noted.set(id, { run, newestLine, readAt: kept.get(id)?.readAt ?? now });
      }
      version = await db.version();
    },

    keep() {
      for (const [id, found] of noted) {
        kept.delete(id);
        if (!isTerminal(found.run.status)) kept.set(id, found);
      }
      for (const id of kept.keys()) {
        if (kept.size <= KEPT) return;
        kept.delete(id);
      }
    },

    forget() {
      kept.clear();
      version = null;
    },
  };
}
