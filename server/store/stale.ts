import type { Clock, Page, StaleStore } from '../domain/ports.ts';
import type { Census } from '../domain/storm.ts';
import type { SweepRecord } from '../domain/sweep.ts';
import { fromCursor, toCursor } from './cursor.ts';
import type { Db, Jobs } from './jobs.ts';
import { rowsOfJson, runsOf, timeOf } from './row.ts';
import { insertSweep, writeRecovery, writeSweep } from './sweeps.ts';
import { stamp } from './times.ts';

/** The runs as the watchdog sees them. */
export function createStaleStore(session: Jobs, clock: Clock): StaleStore {
  return {
    due: (now) => session.read((db) => runsOf(db, db.sql.selectDue(now))),
    notDue: (now) => session.read((db) => runsOf(db, db.sql.selectNotDue(now))),
    census: () => session.read(census),
    byIds: (ids, now) => session.read((db) => runsOf(db, db.sql.selectByIds(ids, now))),
    sweep: (write) => session.write((db) => writeSweep(db, clock, write)),
    recordSweep: (sweep) => session.write((db) => insertSweep(db, sweep)),
    recover: (recovery) => session.write((db) => writeRecovery(db, clock, recovery)),
    nextDeadline: () => session.read((db) => timeOf(db, db.sql.selectNextDeadline())),
    sweepsById: (ids) => session.read((db) => sweepsById(db, ids)),
    sweeps: (page) => session.read((db) => listSweeps(db, page)),
  };
}

async function census(db: Db): Promise<Census> {
  const [counted] = await db.query<Record<keyof Census, number | bigint>>(db.sql.selectCensus());
  return { live: Number(counted?.live ?? 0), suspected: Number(counted?.suspected ?? 0) };
}

async function sweepsById(db: Db, ids: readonly string[]): Promise<SweepRecord[]> {
  if (ids.length === 0) return [];
  const rows = await db.models.sweep.findMany({ where: { id: { in: [...ids] } } });
  return rows.map((row) => ({
    ...row,
    trigger: row.trigger as SweepRecord['trigger'],
    startedAt: row.startedAt.getTime(),
  }));
}

async function listSweeps(
  db: Db,
  { cursor, limit }: { cursor: string | null; limit: number },
): Promise<Page<SweepRecord>> {
  const after = cursor === null ? null : fromCursor(cursor);
  const found = await rowsOfJson<SweepRecord>(db, db.sql.selectSweeps(after, limit + 1));
  const rows = found.slice(0, limit);
  const last = found.length > limit ? rows.at(-1) : undefined;
  return {
    rows,
    nextCursor: last === undefined ? null : toCursor([stamp(last.startedAt), last.id]),
  };
}
