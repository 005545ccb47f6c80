import type { ScraperRecord } from '../../server/domain/patience.ts';
import type { ExtensionRecord, Json, RunErrorRecord, RunRecord } from '../../server/domain/run.ts';
import { isBelievable } from '../../server/domain/staleness.ts';
import type { SweepRecord } from '../../server/domain/sweep.ts';
import type { Millis } from '../../server/domain/time.ts';
import type { GapRecord } from '../../server/domain/watchdog.ts';

/** A phase of a run as the log has it. */
export interface PhaseRow {
  phase: string;
  startedAt: Millis;
  finishedAt: Millis | null;
}

/** Everything that is kept of a run. `record` is replaced by every write, never changed. */
export interface Row {
  record: RunRecord;
  phases: PhaseRow[];
  errors: RunErrorRecord[];
  logs: { n: number; at: Millis; level: string; message: string }[];
  extensions: ExtensionRecord[];
  meta: Json | null;
}

/** A database in memory. All its jobs are atomic: nothing happens within one. */
export interface Tables {
  rows: Map<string, Row>;
  running: Set<Row>;
  failed: Row[];
  byKey: Map<string, Row>;
  scrapers: Map<string, ScraperRecord>;
  sweeps: SweepRecord[];
  gaps: GapRecord[];
}

export function createTables(): Tables {
  return {
    rows: new Map(),
    running: new Set(),
    failed: [],
    byKey: new Map(),
    scrapers: new Map(),
    sweeps: [],
    gaps: [],
  };
}

/** What a row has to be told when it is written for the first time. */
type NewRecord = Pick<
  RunRecord,
  | 'id'
  | 'scraper'
  | 'origin'
  | 'trigger'
  | 'startedAt'
  | 'staleAfterSeconds'
  | 'staleAfterFrom'
  | 'deadlineAt'
  | 'suspectAt'
  | 'stuckAfterSeconds'
  | 'whenStuck'
>;

/** Inserts a RUNNING run; a column that is not told is empty, as the database has it. */
export function insertRun(tables: Tables, fields: NewRecord & Partial<RunRecord>): Row {
  const record: RunRecord = {
    status: 'RUNNING',
    retryOf: null,
    finishedAt: null,
    phase: null,
    progress: null,
    lastPhaseAt: null,
    lastHeartbeatAt: null,
    suspectedAt: null,
    heldAt: null,
    grantedUntil: null,
    lastProgressAt: null,
    stuckAt: null,
    silences: {},
    lastSeq: -1,
    rev: 0,
    cancelRequestedAt: null,
    spokeAgainAt: null,
    reportedAt: null,
    error: null,
    ...fields,
  };
  const row: Row = { record, phases: [], errors: [], logs: [], extensions: [], meta: null };
  tables.rows.set(record.id, row);
  tables.running.add(row);
  return row;
}

/** Inserts a scraper with nothing set but what is to be done with those that stand still. */
export function insertScraper(
  { scrapers }: Tables,
  name: string,
  whenStuck: ScraperRecord['whenStuck'] = 'show',
): ScraperRecord {
  const scraper: ScraperRecord = {
    id: name,
    name,
    staleAfterSeconds: null,
    stuckAfterSeconds: null,
    whenStuck,
    retentionDays: null,
  };
  scrapers.set(name, scraper);
  return scraper;
}

/**
 * The run as a query at `now` yields it: a phase start that cannot be believed is left out, and
 * where the run itself names no phase the newest of the log is its phase.
 */
export function read(row: Row, now: Millis): RunRecord {
  const { record } = row;
  const { lastPhaseAt } = record;
  if (lastPhaseAt === null) return record;
  if (record.phase !== null && isBelievable(lastPhaseAt, now)) return record;
  const newest = row.phases
    .filter(({ startedAt }) => isBelievable(startedAt, now))
    .reduce<PhaseRow | null>(
      (best, phase) => (best === null || phase.startedAt >= best.startedAt ? phase : best),
      null,
    );
  const phase = record.phase ?? newest?.phase ?? null;
  return { ...record, phase, lastPhaseAt: newest?.startedAt ?? null };
}

/** Writes fields of a run, its rev one higher; yields the run after it, as read at `now`. */
export function write(tables: Tables, row: Row, fields: Partial<RunRecord>, now: Millis) {
  row.record = { ...row.record, ...fields, rev: row.record.rev + 1 };
  settleStatus(tables, row);
  return read(row, now);
}

/** Keeps the sets of running and of failed runs to what the row says. */
export function settleStatus(tables: Tables, row: Row): void {
  if (row.record.status === 'RUNNING') return;
  if (tables.running.delete(row) && row.record.status === 'FAILED') tables.failed.push(row);
}

/** Closes the open phase of a run. */
export function closePhases(row: Row, now: Millis): void {
  for (const phase of row.phases) phase.finishedAt ??= now;
}

/** The RUNNING rows that `wanted` picks, as read at `now`, by `key`, lowest first. */
export function runningRuns(
  { running }: Tables,
  now: Millis,
  wanted: (run: RunRecord) => boolean,
  key: (run: RunRecord) => number,
): RunRecord[] {
  const found: RunRecord[] = [];
  for (const row of running) if (wanted(row.record)) found.push(read(row, now));
  return found.length < 2 ? found : found.sort((a, b) => key(a) - key(b));
}

/** The lowest of a time over the RUNNING rows; null when there is none. */
export function earliest({ running }: Tables, key: (run: RunRecord) => Millis): Millis | null {
  let least = Number.POSITIVE_INFINITY;
  for (const { record } of running) least = Math.min(least, key(record));
  return least === Number.POSITIVE_INFINITY ? null : least;
}

/** The rows of these ids that are there. */
export function rowsOf({ rows }: Tables, ids: readonly string[]): Row[] {
  return ids.flatMap((id) => rows.get(id) ?? []);
}
