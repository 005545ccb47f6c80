import type { InValue } from '@libsql/client';
import { RUN_STATUSES, type RunStatus } from '../domain/run.ts';
import { type Millis, seconds } from '../domain/time.ts';
import { stamp } from '../store/times.ts';
import { anId } from './factories.ts';
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
  const rows = JSON.stringify(runs.map(rowOf));
  const fill = (sql: string, args: InValue[] = [rows]) => raw(sql, args);
  await fill(`INSERT OR IGNORE INTO "Scraper" (id, name)
    SELECT DISTINCT value ->> 'scraper', value ->> 'scraper' FROM json_each(?)`);
  await fill(`INSERT INTO "ScrapeRun"
      (id, "scraperId", status, "startedAt", "finishedAt", "staleAfterSeconds", "retryOfId")
    SELECT value ->> 'id', value ->> 'scraper', value ->> 'status', value ->> 'startedAt',
      value ->> 'finishedAt', 600, value ->> 'retryOf' FROM json_each(?)`);
  await fill(`${COUNTING} INSERT INTO "ScrapeLog" ("runId", n, at, level, message)
    SELECT value ->> 'id', n, value ->> 'startedAt', 'info', 'line' FROM json_each(?), numbers
    WHERE n <= value ->> 'logs'`);
  await fill(`${COUNTING} INSERT INTO "ScrapePhaseLog" ("runId", phase, "startedAt")
    SELECT value ->> 'id', 'p' || n, value ->> 'startedAt' FROM json_each(?), numbers
    WHERE n <= value ->> 'phases'`);
  await fill(`${COUNTING} INSERT INTO "ScrapeError" ("runId", "errorType", message, "occurredAt")
    SELECT value ->> 'id', 'oops', 'it broke', value ->> 'startedAt' FROM json_each(?), numbers
    WHERE n <= value ->> 'errors'`);
  await fill(`${COUNTING} INSERT INTO "RunExtension" (id, "runId", "grantedAt", seconds, "deadlineAt")
    SELECT value ->> 'id' || n, value ->> 'id', value ->> 'startedAt', 60, value ->> 'startedAt'
    FROM json_each(?), numbers WHERE n <= value ->> 'extensions'`);
}

/** How many rows each table of runs and of what belongs to them has. */
export async function countRows({ raw }: Pick<TestStore, 'raw'>): Promise<Record<string, number>> {
  const tables = ['ScrapeRun', 'ScrapePhaseLog', 'ScrapeError', 'ScrapeLog', 'RunExtension'];
  const counts = tables.map((table) => `(SELECT COUNT(*) FROM "${table}") AS "${table}"`);
  const [counted] = await raw(`SELECT ${counts.join(', ')}`);
  return Object.fromEntries(tables.map((table) => [table, Number(counted?.[table])]));
}

/** The {@link anId} numbers of the runs that there are. */
export async function numbersOf({ raw }: Pick<TestStore, 'raw'>): Promise<number[]> {
  const rows = await raw('SELECT id FROM "ScrapeRun" ORDER BY id');
  return rows.map(({ id }) => Number.parseInt(String(id).slice(-12), 16));
}

const COUNTING =
  'WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 1000)';

function rowOf(run: OldRun): Record<string, InValue> {
  const { n, scraper = 'books', endedAt, retryOf } = run;
  const { logs = 0, phases = 0, errors = 0, extensions = 0 } = run;
  return {
    ...{ id: anId(n), scraper, logs, phases, errors, extensions },
    status: run.status ?? (endedAt === null ? 'RUNNING' : 'FAILED'),
    startedAt: stamp(run.startedAt ?? (endedAt ?? 0) - seconds(60)),
    finishedAt: endedAt === null ? null : stamp(endedAt),
    retryOf: retryOf === undefined ? null : anId(retryOf),
  };
}
