import type { BoardSnapshot, RunSnapshot } from '../domain/events.ts';
import { LIMITS } from '../domain/limits.ts';
import type {
  Clock,
  HearingStore,
  RunFilter,
  RunStore,
  Snapshots,
  StaleStore,
  Watchdog,
} from '../domain/ports.ts';
import {
  isTerminal,
  presentError,
  presentExtension,
  presentRun,
  type Run,
  type RunDetail,
  type RunDetailRecord,
  type RunRecord,
} from '../domain/run.ts';
import { signOfLife } from '../domain/staleness.ts';
import { presentSweep, type Sweep } from '../domain/sweep.ts';
import { type Millis, toIso, toIsoOrNull } from '../domain/time.ts';
import { type HearingGap, presentGap, type WatchdogState } from '../domain/watchdog.ts';

/** What can be read. All throw `Problem('unavailable')` while the database is away. */
export interface Views extends Snapshots {
  /** A page of runs, newest first. `invalid` for a cursor of another making. */
  runs(filter: RunFilter): Promise<{ now: Millis; runs: Run[]; nextCursor: string | null }>;
  /** One run with its phases, errors and log lines; null when there is none. */
  detail(id: string): Promise<{ now: Millis; run: RunDetail } | null>;
  /** A page of recorded passes, newest first. */
  sweeps(page: {
    cursor: string | null;
    limit: number;
  }): Promise<{ now: Millis; sweeps: Sweep[]; nextCursor: string | null }>;
  /** A page of times in which no run could be heard, newest first. */
  gaps(page: {
    cursor: string | null;
    limit: number;
  }): Promise<{ now: Millis; gaps: HearingGap[]; nextCursor: string | null }>;
  /** How the watchdog is. */
  watchdog(): Promise<{ now: Millis } & WatchdogState>;
}

/** The parts that {@link createViews} stands on. */
export interface ViewsParts {
  runs: RunStore;
  sweeps: Pick<StaleStore, 'sweeps'>;
  hearing: Pick<HearingStore, 'gaps'>;
  watchdog: Watchdog;
  clock: Clock;
}

export function createViews({ runs, sweeps, hearing, watchdog, clock }: ViewsParts): Views {
  return {
    async runs(filter) {
      const now = clock.now();
      const page = await runs.list(filter, now);
      return { now, runs: presentAll(page.rows, now), nextCursor: page.nextCursor };
    },

    async detail(id) {
      const now = clock.now();
      const record = await runs.detail(id, now);
      return record === null ? null : { now, run: presentDetail(record, now) };
    },

    async sweeps(page) {
      const now = clock.now();
      const { rows, nextCursor } = await sweeps.sweeps(page);
      return { now, sweeps: rows.map(presentSweep), nextCursor };
    },

    async gaps(page) {
      const now = clock.now();
      const { rows, nextCursor } = await hearing.gaps(page);
      return { now, gaps: rows.map(presentGap), nextCursor };
    },

    async watchdog() {
      const state = await watchdog.state();
      return { now: clock.now(), ...state };
    },

    async board(): Promise<BoardSnapshot> {
      const now = clock.now();
      const [running, recent, state] = await Promise.all([
        runs.running(now),
        runs.recentlyFailed(now - LIMITS.recentForMs, LIMITS.recentRows, now),
        watchdog.state(),
      ]);
      return {
        ok: true,
        now: toIso(now),
        runs: presentAll(running, now),
        recent: presentAll(recent, now),
        watchdog: state,
      };
    },

    async run(id): Promise<RunSnapshot | null> {
      const now = clock.now();
      const record = await runs.detail(id, now);
      if (record === null) return null;
      const run = presentDetail(record, now);
      return { ok: true, now: toIso(now), run, closed: isTerminal(run.status) };
    },
  };
}

function presentAll(records: RunRecord[], now: Millis): Run[] {
  return records.map((record) => presentRun(record, signOfLife(record, now).at));
}

function presentDetail(record: RunDetailRecord, now: Millis): RunDetail {
  return {
    ...presentRun(record.run, signOfLife(record.run, now).at),
    phases: record.phases.map((phase) => ({
      phase: phase.phase,
      startedAt: toIso(phase.startedAt),
      finishedAt: toIsoOrNull(phase.finishedAt),
    })),
    errors: record.errors.map(presentError),
    logs: record.logs.map((line) => ({ ...line, at: toIso(line.at) })),
    extensions: record.extensions.map(presentExtension),
    meta: record.meta,
  };
}
