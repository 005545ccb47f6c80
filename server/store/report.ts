import type { Millis } from '../domain/time.ts';
import { type Chain, decideChain, type Found, type Outcome, type Report } from './chain.ts';
import type { Prisma } from './generated/sqlite/client.ts';
import type { Statements } from './jobs.ts';
import { idsOf, type RunRow, rowsOfJson, toRun } from './row.ts';
import { createRunMemory, type RunMemory } from './run-memory.ts';
import type { ListValues } from './run-values.ts';
import { stamp } from './times.ts';

/**
 * Does what each report decides, within one transaction: the runs' rows first, while they are
 * RUNNING, then what belongs to them. Reports of one run build on each other, in their order. The
 * outcomes are in the order of the reports. What `memory` has of the runs is not read again; it is
 * to be told whether the transaction has committed.
 */
export async function reportAll(
  db: Statements,
  reports: readonly Report[],
  memory: RunMemory = createRunMemory(),
): Promise<Outcome[]> {
  const outcomes = new Map<Report, Outcome>();
  const written: Chain[] = [];
  const latest = Math.max(...reports.map(({ now }) => now));
  const left = new Map<string, Found>();
  let open = byRun(reports);
  let known: ReadonlyMap<string, Found> = await memory.recall(db, [...open.keys()], latest);
  while (open.size > 0) {
    const chains = await decideOn(db, open, known, latest);
    const undone = await writeRuns(db, chains);
    // Another writer may have ended a run since it was read: then it is decided anew.
    const again = new Map<string, Report[]>();
    for (const [id, chain] of chains) {
      const its = open.get(id) ?? [];
      if (undone.has(id)) {
        again.set(id, its);
        continue;
      }
      written.push(chain);
      if (chain.after !== null) left.set(id, chain.after);
      for (const [index, report] of its.entries()) {
        const outcome = chain.outcomes[index];
        if (outcome !== undefined) outcomes.set(report, outcome);
      }
    }
    open = again;
    known = NOTHING;
  }
  await writeLists(db, written);
  await memory.note(db, left, latest);
  return reports.map((report) => outcomes.get(report) ?? { result: { verdict: 'not_found' } });
}

function byRun(reports: readonly Report[]): Map<string, Report[]> {
  const runs = new Map<string, Report[]>();
  for (const report of reports) {
    const its = runs.get(report.id);
    if (its === undefined) runs.set(report.id, [report]);
    else its.push(report);
  }
  return runs;
}

const NOTHING: ReadonlyMap<string, Found> = new Map();

/** The chain of each run, as it is `known`, or as the database has it now. */
async function decideOn(
  db: Statements,
  open: ReadonlyMap<string, readonly Report[]>,
  known: ReadonlyMap<string, Found>,
  now: Millis,
): Promise<Map<string, Chain>> {
  const unknown = [...open.keys()].filter((id) => !known.has(id));
  const read = unknown.length === 0 ? NOTHING : await find(db, unknown, now);
  const chainOf = (id: string, reports: readonly Report[]) =>
    decideChain(known.get(id) ?? read.get(id), reports);
  return new Map([...open].map(([id, reports]) => [id, chainOf(id, reports)]));
}

async function find(
  db: Statements,
  ids: readonly string[],
  now: Millis,
): Promise<Map<string, Found>> {
  const rows = await rowsOfJson<[RunRow, number | null]>(db, db.sql.selectReported(ids, now));
  return new Map(
    rows.map(([row, newestLine]) => [row[0], { run: toRun(row), newestLine: newestLine ?? 0 }]),
  );
}

/** Writes the rows of the runs; yields the ids of those that were not as they had been read. */
async function writeRuns(db: Statements, chains: ReadonlyMap<string, Chain>): Promise<Set<string>> {
  const all = [...chains.values()];
  const rows = (ends: boolean) =>
    all.flatMap((chain) => (chain.values !== null && chain.ends === ends ? [chain.values] : []));
  const signs = all.flatMap(({ lateSign }) => lateSign ?? []);
  const reported = await changed(db, db.sql.updateReported, rows(false));
  const finished = await changed(db, db.sql.updateFinished, rows(true));
  const noted = await changed(db, db.sql.updateSpokeAgain, signs);
  for (const ids of [reported, finished, noted]) db.changed(ids);
  const undone = new Set<string>();
  for (const [id, { values, ends, lateSign }] of chains) {
    if (values !== null && !(ends ? finished : reported).has(id)) undone.add(id);
    if (lateSign !== null && !noted.has(id)) undone.add(id);
  }
  return undone;
}

const NONE: ReadonlySet<string> = new Set();

async function changed<Row>(
  db: Statements,
  statement: (rows: readonly Row[]) => Prisma.Sql,
  rows: readonly Row[],
): Promise<ReadonlySet<string>> {
  return rows.length === 0 ? NONE : idsOf(db, statement(rows));
}

/** The phases, errors and log lines of all runs, in a statement each. */
async function writeLists(db: Statements, chains: readonly Chain[]): Promise<void> {
  const ended = chains.flatMap((chain) =>
    idAnd(chain, chain.endsOpenAt && stamp(chain.endsOpenAt)),
  );
  const phases = chains.flatMap((chain) =>
    chain.phases.map((row) => [
      row.runId,
      row.phase,
      row.startedAt,
      row.finishedAt,
      row.reportedAt,
    ]),
  );
  await execute(db, db.sql.updatePhasesEnded, ended);
  await execute(db, db.sql.insertPhases, phases);
  await execute(
    db,
    db.sql.insertErrors,
    chains.flatMap(({ errors }) => errors),
  );
  await execute(
    db,
    db.sql.insertLogs,
    chains.flatMap(({ logs }) => logs),
  );
  await execute(
    db,
    db.sql.deleteOldLogs,
    chains.flatMap((chain) => idAnd(chain, chain.dropsLinesTo)),
  );
}

function idAnd({ values }: Chain, value: string | number | null): ListValues[] {
  return values === null || value === null ? [] : [[values[0] ?? null, value]];
}

async function execute(
  db: Statements,
  statement: (rows: readonly ListValues[]) => Prisma.Sql,
  rows: readonly ListValues[],
): Promise<void> {
  if (rows.length > 0) await db.execute(statement(rows));
}
