import type { InValue } from '@libsql/client';
import { type Decision, staleError } from '../domain/evidence.ts';
import { UNBROKEN } from '../domain/hearing.ts';
import type { Mark, NewRun, RunFilter, SweepWrite } from '../domain/ports.ts';
import { planReport, type RunEvent } from '../domain/report.ts';
import type { RunRecord } from '../domain/run.ts';
import { signOfLife } from '../domain/staleness.ts';
import type { SweepRecord } from '../domain/sweep.ts';
import type { Millis } from '../domain/time.ts';
import type { GapRecord } from '../domain/watchdog.ts';
import type { Store } from '../store/store.ts';
import { aTime } from './engine.ts';
import { NEW_YEAR } from './fake-clock.ts';
import type { TestStore } from './store.ts';

/** The `n`th of a row of ids that sort in their order. */
export function anId(n: number): string {
  return `01970000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
}

/** A run to start: REMOTE, of `books`, stale after 10 min, at the new year. */
export function aNewRun(fields: Partial<NewRun> = {}): NewRun {
  return {
    id: anId(1),
    scraper: 'books',
    origin: 'REMOTE',
    nodeId: null,
    trigger: 'api',
    phase: null,
    staleAfterSeconds: null,
    defaultStaleAfterSeconds: 600,
    defaultStuckAfterSeconds: 1800,
    idempotencyKey: null,
    retryOf: null,
    meta: null,
    now: NEW_YEAR,
    ...fields,
  };
}

/** A RUNNING run in the store. */
export async function aRun(store: Store, fields: Partial<NewRun> = {}): Promise<RunRecord> {
  const started = await store.runs.start(aNewRun(fields));
  if (started.verdict !== 'started') throw new Error(`The run was not started but ${started}.`);
  return started.run;
}

/** Reports `events` as the use case does, to a server that has always been able to hear. */
export function reportTo(store: Store, id: string, now: Millis, ...events: RunEvent[]) {
  return store.runs.report(id, now, (run) =>
    planReport(run, events, now, now - signOfLife(run, now).at),
  );
}

/** A watchdog's decision at `now`, of a server that has always been able to hear. */
export function aDecision(now: Millis, fields: Partial<Decision> = {}): Decision {
  return {
    now,
    decidedBy: 'watchdog',
    actor: null,
    hearing: UNBROKEN,
    together: false,
    ...fields,
  };
}

/** The mark that a watchdog would write for a run at `now`. */
export function aMark(run: RunRecord, now: Millis, verdict: Mark['verdict'] = 'silent'): Mark {
  return { runId: run.id, run, verdict, error: staleError(run, aDecision(now), verdict) };
}

/** The row of a pass. */
export function aSweep(fields: Partial<SweepRecord> = {}): SweepRecord {
  return {
    id: anId(0xfff),
    trigger: 'watchdog',
    actor: null,
    startedAt: NEW_YEAR,
    durationMs: 3,
    examined: 0,
    marked: 0,
    spared: 0,
    error: null,
    ...fields,
  };
}

/** The row of a gap of five seconds before the new year's first minute was over. */
export function aGap(fields: Partial<GapRecord> = {}): GapRecord {
  return {
    id: anId(0xfff),
    reason: 'blocked',
    startedAt: NEW_YEAR + 55_000,
    endedAt: NEW_YEAR + 60_000,
    runs: 0,
    ...fields,
  };
}

/** What a pass writes: nothing, unless told. */
export function aSweepWrite(fields: Partial<SweepWrite> & { now: Millis }): SweepWrite {
  return {
    marks: [],
    rule: 'deadline',
    hold: null,
    rearm: [],
    sweep: null,
    signal: new AbortController().signal,
    ...fields,
  };
}

/** A page of the whole history. */
export function aFilter(fields: Partial<RunFilter> = {}): RunFilter {
  return {
    statuses: [],
    scraper: null,
    q: null,
    from: null,
    to: null,
    cursor: null,
    limit: 50,
    ...fields,
  };
}

/** A run that another program wrote, with the four columns that it must. */
export async function aForeignRun(
  { raw }: Pick<TestStore, 'raw'>,
  row: { id: string; startedAt: InValue; staleAfterSeconds?: number; scraperId?: string },
): Promise<void> {
  const { id, startedAt, staleAfterSeconds = 600, scraperId = 'theirs' } = row;
  await raw('INSERT INTO "Scraper" (id, name) VALUES (?, ?) ON CONFLICT DO NOTHING', [
    scraperId,
    scraperId,
  ]);
  await raw(
    'INSERT INTO "ScrapeRun" (id, "scraperId", "startedAt", "staleAfterSeconds") VALUES (?, ?, ?, ?)',
    [id, scraperId, aTime(startedAt), staleAfterSeconds],
  );
}

/** A phase that another program wrote, with the three columns that it must. */
export async function aForeignPhase(
  { raw }: Pick<TestStore, 'raw'>,
  row: { runId: string; phase: string; startedAt: InValue },
): Promise<void> {
  await raw('INSERT INTO "ScrapePhaseLog" ("runId", phase, "startedAt") VALUES (?, ?, ?)', [
    row.runId,
    row.phase,
    aTime(row.startedAt),
  ]);
}
