import type { Clearance, Keeping, RetentionStore } from '../domain/ports.ts';
import { RUN_STATUSES, type RunStatus } from '../domain/run.ts';
import { type Millis, seconds } from '../domain/time.ts';
import { stamp } from '../store/times.ts';
import { anId } from './factories.ts';
import { insertRows } from './rows.ts';
import type { TestStore } from './store.ts';

/** A run that is over, or RUNNING, and what belongs to it. */
export interface OldRun {
  /** Its id is {@link anId} of this. */
  n: number;
  scraper?: string;
  status?: RunStatus;
  /** When it ended; null for a RUNNING one. It began a minute before, unless told. */
  endedAt: Millis | null;
  startedAt?: Millis;
  /** The {@link anId} number of the run that it retries. */
  retryOf?: number;
  /** How many of each belong to it. */
  logs?: number;
  phases?: number;
  errors?: number;
  extensions?: number;
}

/** Every status that is an end. */
export const ENDS = RUN_STATUSES.filter((status) => status !== 'RUNNING');

/** Writes runs and what belongs to them, in a few statements: there may be thousands. */
export async function writeOldRuns(
  { raw }: Pick<TestStore, 'raw'>,
  runs: readonly OldRun[],
): Promise<void> {
  const rows = runs.map(rowOf);
  const scrapers = new Set(rows.map(({ scraperId }) => scraperId));
  await insertRows(
    { raw },
    'Scraper',
    [...scrapers].map((name) => ({ id: name, name })),
  );
  await insertRows({ raw }, 'ScrapeRun', rows);
  const each = <T>(
    count: (run: OldRun) => number | undefined,
    make: (id: string, at: string, n: number) => T,
  ) =>
    runs.flatMap((run) =>
      Array.from({ length: count(run) ?? 0 }, (_, n) => make(anId(run.n), startOf(run), n + 1)),
    );
  const logs = each(
    ({ logs }) => logs,
    (runId, at, n) => ({ runId, n, at, level: 'info', message: 'line' }),
  );
  await insertRows({ raw }, 'ScrapeLog', logs);
  const phases = each(
    ({ phases }) => phases,
    (runId, startedAt, n) => ({ runId, phase: `p${n}`, startedAt }),
  );
  await insertRows({ raw }, 'ScrapePhaseLog', phases);
  const errors = each(
    ({ errors }) => errors,
    (runId, occurredAt) => ({
      ...{ runId, errorType: 'oops', message: 'it broke', occurredAt },
    }),
  );
  await insertRows({ raw }, 'ScrapeError', errors);
  const extensions = each(
    ({ extensions }) => extensions,
    (runId, at, n) => ({
      ...{ id: `${runId}${n}`, runId, grantedAt: at, seconds: 60, deadlineAt: at },
    }),
  );
  await insertRows({ raw }, 'RunExtension', extensions);
}

/** How many rows each table of runs and of what belongs to them has. */
export async function countRows({ raw }: Pick<TestStore, 'raw'>): Promise<Record<string, number>> {
  const tables = ['ScrapeRun', 'ScrapePhaseLog', 'ScrapeError', 'ScrapeLog', 'RunExtension'];
  const counts = tables.map((table) => `(SELECT COUNT(*) FROM "${table}") AS "${table}"`);
  const [counted] = await raw(`SELECT ${counts.join(', ')}`);
  return Object.fromEntries(tables.map((table) => [table, Number(counted?.[table])]));
}

/** Removes whatever is too old, in commits of so many rows; each of them, in order. */
export async function clearShelves(
  retention: RetentionStore,
  keeping: Keeping,
  rows = 500,
): Promise<Clearance[]> {
  const commits: Clearance[] = [];
  for (const shelf of await retention.shelves(keeping)) {
    let after: string | null = null;
    for (let more = true; more; ) {
      const commit = await retention.clearShelf({ ...keeping, shelf, after, rows });
      ({ more, after } = commit);
      commits.push(commit);
    }
  }
  return commits;
}

/** The {@link anId} numbers of the runs that there are. */
export async function numbersOf({ raw }: Pick<TestStore, 'raw'>): Promise<number[]> {
  const rows = await raw('SELECT id FROM "ScrapeRun" ORDER BY id');
  return rows.map(({ id }) => Number.parseInt(String(id).slice(-12), 16));
}

function rowOf(run: OldRun) {
  const { n, scraper = 'books', endedAt, retryOf } = run;
  return {
    id: anId(n),
    scraperId: scraper,
    status: run.status ?? (endedAt === null ? 'RUNNING' : 'FAILED'),
    startedAt: startOf(run),
    finishedAt: endedAt === null ? null : stamp(endedAt),
    staleAfterSeconds: 600,
    retryOfId: retryOf === undefined ? null : anId(retryOf),
  };
}

function startOf({ startedAt, endedAt }: OldRun): string {
  return stamp(startedAt ?? (endedAt ?? 0) - seconds(60));
}
