import { Problem } from '../domain/errors.ts';
import type {
  Clearance,
  Clock,
  Keeping,
  Log,
  Metrics,
  RetentionStore,
  Shelf,
  Startable,
} from '../domain/ports.ts';
import {
  believedNow,
  cutOff,
  FIRST_PASS_AFTER,
  gapCutOff,
  type Moment,
  nextRows,
  PASS_INTERVAL,
  pauseAfter,
  REMOVED_KINDS,
  RETRY_AFTER,
  type Removed,
  ROWS,
} from '../domain/retention.ts';
import type { Millis } from '../domain/time.ts';
import { GAP_MEMORY } from './gap-memory.ts';

/** The parts that {@link createRetention} stands on. */
export interface RetentionParts {
  store: RetentionStore;
  clock: Clock;
  metrics: Metrics;
  log: Log;
  /** The RETENTION_DAYS setting. */
  retentionDays: number;
}

/**
 * Removes what is too old, a minute after the start and then once a day, in small commits with
 * pauses between them. Passes never overlap; a stop lets the commit under way end.
 */
export function createRetention(parts: RetentionParts): Startable {
  const { store, clock, metrics, log, retentionDays } = parts;
  let running = false;
  let last: Moment = { now: 0, steady: 0 };
  let rows: number = ROWS.first;
  let underWay: Promise<void> = Promise.resolve();
  /** Ends the wait for the next pass, or the pause between two commits. */
  let callOff = () => {};

  return {
    async start() {
      if (running) return;
      running = true;
      last = moment();
      arm(FIRST_PASS_AFTER);
    },
    async stop() {
      running = false;
      callOff();
      await underWay;
    },
  };

  function arm(ms: Millis): void {
    if (!running) return;
    callOff = clock.after(ms, () => {
      underWay = pass().then(arm);
    });
  }

  /** One pass; the answer is when the next one is to begin, in milliseconds from now. */
  async function pass(): Promise<Millis> {
    const current = moment();
    const total: Removed = {};
    try {
      await clearAll({ asOf: believedNow(last, current), days: retentionDays }, total);
      last = current;
      return PASS_INTERVAL;
    } catch (error) {
      if (error instanceof Problem) log.warn('old rows stay for now', { because: error.message });
      else log.error('old rows could not be removed', { error });
      return RETRY_AFTER;
    } finally {
      if (Object.keys(total).length > 0) log.info('removed what is kept no longer', { ...total });
    }
  }

  async function clearAll(keeping: Keeping, total: Removed): Promise<void> {
    const { asOf, days } = keeping;
    for (const shelf of await store.shelves(keeping)) {
      await inBatches(shelfClearing(shelf, keeping), total);
    }
    await inBatches((most) => store.clearSweeps(cutOff(asOf, days), most), total);
    const gaps = gapCutOff(asOf, days, GAP_MEMORY);
    await inBatches((most) => store.clearGaps(gaps, most), total);
  }

  function shelfClearing(shelf: Shelf, keeping: Keeping): (most: number) => Promise<Clearance> {
    let after: string | null = null;
    return async (most) => {
      const cleared = await store.clearShelf({ ...keeping, shelf, after, rows: most });
      after = cleared.after;
      return cleared;
    };
  }

  async function inBatches(
    clear: (most: number) => Promise<Clearance>,
    total: Removed,
  ): Promise<void> {
    for (let more = true; more && running; ) {
      const cleared = await clear(rows);
      note(cleared.removed, total);
      rows = nextRows(rows, cleared.tookMs);
      more = cleared.more;
      await pause(pauseAfter(cleared.tookMs));
    }
  }

  function note(removed: Removed, total: Removed): void {
    for (const kind of REMOVED_KINDS) {
      const count = removed[kind] ?? 0;
      if (count === 0) continue;
      total[kind] = (total[kind] ?? 0) + count;
      metrics.count('flatline_removed_total', { kind }, count);
    }
  }

  function pause(ms: Millis): Promise<void> {
    if (!running) return Promise.resolve();
    return new Promise((resolve) => {
      const cancel = clock.after(ms, resolve);
      callOff = () => {
        cancel();
        resolve();
      };
    });
  }

  function moment(): Moment {
    return { now: clock.now(), steady: clock.steady() };
  }
}
