import type {
  GrantStore,
  HearingStore,
  Page,
  RunStore,
  ScraperStore,
  StaleStore,
  SuspicionStore,
} from '../../server/domain/ports.ts';
import type { Millis } from '../../server/domain/time.ts';
import type { Door } from './database.ts';
import * as runJobs from './run-jobs.ts';
import * as sweepJobs from './sweep-jobs.ts';
import { earliest, read, rowsOf, runningRuns, type Tables } from './tables.ts';
import * as watchJobs from './watch-jobs.ts';
import { SILENT_WITNESS, type Witness } from './witness.ts';

/** The ports on a database, kept in memory. */
export interface ModelStore {
  runs: RunStore;
  stale: StaleStore;
  hearing: HearingStore;
  suspicion: SuspicionStore;
  grants: GrantStore;
  scrapers: ScraperStore;
}

/** What a commit goes by; a flaw may go by something else. */
export interface StoreRules {
  stillSo: sweepJobs.StillSo;
  deadlineAfter: watchJobs.DeadlineAfter;
}

/** The parts that {@link createModelStore} stands on. */
export interface ModelStoreParts {
  tables: Tables;
  door: Door;
  /** The clock of the process. */
  now: () => Millis;
  witness?: Witness;
  rules?: Partial<StoreRules>;
}

/** The pure rules of the domain decide; a job is one atomic commit. */
export function createModelStore(parts: ModelStoreParts): ModelStore {
  const { tables, door, now: clock, witness = SILENT_WITNESS, rules = {} } = parts;
  const byIds = (ids: readonly string[], now: Millis) =>
    door.read(() => rowsOf(tables, ids).map((row) => read(row, now)));

  return {
    runs: {
      start: (run) =>
        door.write((asked) => {
          const result = runJobs.startRun(tables, run);
          if (result.verdict === 'started') witness.started(run, asked);
          return result;
        }),
      report: (id, now, decide) =>
        door.write((asked) => {
          const result = runJobs.report(tables, id, now, decide);
          witness.reported(id, result, asked);
          return result;
        }),
      requestCancel: (id, now) => door.write(() => runJobs.requestCancel(tables, id, now)),
      find: async (id, now) => (await byIds([id], now))[0] ?? null,
      detail: (id, now) => door.read(() => runJobs.detail(tables, id, now)),
      list: () => Promise.reject(new Error('The simulator asks for no list.')),
      running: (now) =>
        door.read(() =>
          runningRuns(
            tables,
            now,
            () => true,
            (run) => run.startedAt,
          ),
        ),
      countRunning: () => door.read(() => tables.running.size),
      recentlyFailed: (since, limit, now) =>
        door.read(() =>
          tables.failed
            .filter(({ record }) => (record.finishedAt ?? 0) >= since)
            .sort((a, b) => (b.record.finishedAt ?? 0) - (a.record.finishedAt ?? 0))
            .slice(0, limit)
            .map((row) => read(row, now)),
        ),
      ping: () => door.read(() => {}),
    },

    stale: {
      due: (now) => door.read(() => sweepJobs.due(tables, now)),
      notDue: (now) => door.read(() => sweepJobs.notDue(tables, now)),
      census: () => door.read(() => sweepJobs.census(tables)),
      byIds,
      sweep: (write) =>
        door.write(() => {
          const before = sweepJobs.census(tables);
          const written = sweepJobs.sweep(tables, write, clock, rules.stillSo);
          witness.swept(written, write, before);
          return written;
        }),
      recordSweep: (sweep) => door.write(() => void tables.sweeps.push(sweep)),
      recover: (recovery) =>
        door.write(() => {
          const written = sweepJobs.recover(tables, recovery, clock);
          witness.recovered(written);
          return written;
        }),
      nextDeadline: () => door.read(() => earliest(tables, (run) => run.deadlineAt)),
      sweepsById: (ids) => door.read(() => tables.sweeps.filter(({ id }) => ids.includes(id))),
      sweeps: (page) => door.read(() => newestFirst(tables.sweeps, page.limit)),
    },

    hearing: {
      probe: () => door.write(() => {}),
      giveBack: (gap, record, now) =>
        door.write(() => watchJobs.giveBack(tables, gap, record, now, rules.deadlineAfter)),
      recordGap: (record) => door.write(() => void tables.gaps.push(record)),
      lastAliveAt: (now) => door.read(() => watchJobs.lastAliveAt(tables, now)),
      gaps: (page) =>
        door.read(() =>
          newestFirst(
            [...tables.gaps].sort((a, b) => a.endedAt - b.endedAt),
            page.limit,
          ),
        ),
    },

    suspicion: {
      candidates: (now) => door.read(() => watchJobs.suspectable(tables, now)),
      suspected: (now) => door.read(() => watchJobs.suspected(tables, now)),
      byIds,
      settle: (writes, now) =>
        door.write(() => {
          const settled = watchJobs.settle(tables, writes, now);
          witness.settled(settled);
          return settled;
        }),
      nextSuspectAt: () => door.read(() => watchJobs.nextSuspectAt(tables)),
    },

    grants: {
      grant: (asked) =>
        door.write((at) => {
          const written = watchJobs.grant(tables, asked);
          witness.granted(written.granted, asked.seconds, at);
          return written;
        }),
    },

    scrapers: {
      list: () => door.read(() => [...tables.scrapers.values()]),
      find: (name) => door.read(() => tables.scrapers.get(name) ?? null),
      change: (name, change) =>
        door.write(() => {
          const known = tables.scrapers.get(name);
          if (known === undefined) return null;
          const changed = { ...known, ...change };
          tables.scrapers.set(name, changed);
          return changed;
        }),
      goodRuns: (scraperId, limit) =>
        door.read(() =>
          [...tables.rows.values()]
            .map(({ record }) => record)
            .filter((run) => run.scraper === scraperId && run.status === 'COMPLETED')
            .slice(-limit)
            .map((run) => run.silences),
        ),
    },
  };
}

/** The first page alone: nobody in the simulator turns over. */
function newestFirst<T>(all: readonly T[], limit: number): Page<T> {
  return { rows: all.slice(-limit).reverse(), nextCursor: null };
}
