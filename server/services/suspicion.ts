import type { Clock, Ear, Live, Log, Metrics, SuspicionStore } from '../domain/ports.ts';
import { presentRun, type Run, type RunRecord } from '../domain/run.ts';
import { signOfLife } from '../domain/staleness.ts';
import { suspicionOf } from '../domain/suspicion.ts';
import { type Millis, seconds } from '../domain/time.ts';

/** Milliseconds between two looks while a run is suspected: so soon is a sign of life seen. */
export const LOOK_INTERVAL: Millis = seconds(1);

/** Suspects the silent before they are dead, and clears them once they are heard. */
export interface Suspicions {
  /** Learns who is suspected already. Throws `Problem('unavailable')` while the database is away. */
  start(): Promise<void>;
  /**
   * Looks at the runs that are due for it and at the suspected, writes what changed in one commit
   * and tells it; the answer is the time that it judged by. Never two at once. Throws
   * `Problem('unavailable')`.
   */
  look(): Promise<{ judgedAt: Millis }>;
  /** When to look next; null: at nothing that is known. Throws `Problem('unavailable')`. */
  nextSuspectAt(): Promise<Millis | null>;
}

/** The parts that {@link createSuspicion} stands on. */
export interface SuspicionParts {
  store: SuspicionStore;
  live: Live;
  clock: Clock;
  ear: Ear;
  metrics: Metrics;
  log: Log;
}

export function createSuspicion(parts: SuspicionParts): Suspicions {
  const { store, live, clock, ear, metrics, log } = parts;
  /** The runs that were suspected when they were last looked at. */
  let suspected: ReadonlySet<string> = new Set();

  return {
    async start() {
      suspected = idsOf(await store.suspected(clock.now()));
    },

    async look() {
      // What could not be heard is no silence: deadlines come first.
      const now = await ear.settle();
      const runs = await runsToLookAt(now);
      const written = await decide(runs, now);
      const after = new Map(written.map((run) => [run.id, run]));
      const before = new Map(runs.map((run) => [run.id, run]));
      suspected = idsOf(runs.map((run) => after.get(run.id) ?? run).filter(isSuspected));
      for (const run of written) tell(before.get(run.id), run, now);
      return { judgedAt: now };
    },

    async nextSuspectAt() {
      const next = await store.nextSuspectAt();
      if (suspected.size === 0) return next;
      return Math.min(next ?? Number.POSITIVE_INFINITY, clock.now() + LOOK_INTERVAL);
    },
  };

  async function runsToLookAt(now: Millis): Promise<RunRecord[]> {
    const candidates = await store.candidates(now);
    const due = idsOf(candidates);
    const known = [...suspected].filter((id) => !due.has(id));
    return known.length === 0 ? candidates : [...candidates, ...(await store.byIds(known, now))];
  }

  /** Writes what is to change; yields the rows that did, which excludes those that moved meanwhile. */
  async function decide(runs: readonly RunRecord[], now: Millis): Promise<RunRecord[]> {
    const writes = runs
      .filter(({ status }) => status === 'RUNNING')
      .map((run) => ({ run, next: suspicionOf(run, now) }))
      .filter(
        ({ run, next }) => run.suspectedAt !== next.suspectedAt || run.suspectAt !== next.suspectAt,
      )
      .map(({ run: { id, rev }, next }) => ({ id, rev, ...next }));
    return writes.length === 0 ? [] : await store.settle(writes, now);
  }

  function tell(before: RunRecord | undefined, after: RunRecord, now: Millis): void {
    const wasSuspected = before !== undefined && before.suspectedAt !== null;
    if (wasSuspected === (after.suspectedAt !== null)) return;
    const run: Run = presentRun(after, signOfLife(after, now).at);
    const fields = { runId: run.id, scraper: run.scraper };
    if (wasSuspected) {
      live.recovered(run);
      metrics.count('flatline_recovered_total');
      log.info('a suspected run has spoken', fields);
    } else {
      live.suspected(run);
      metrics.count('flatline_suspected_total');
      log.warn('a run is suspected of being dead', fields);
    }
  }
}

function isSuspected(run: RunRecord): boolean {
  return run.status === 'RUNNING' && run.suspectedAt !== null;
}

function idsOf(runs: readonly RunRecord[]): Set<string> {
  return new Set(runs.map(({ id }) => id));
}
