import type { Clock, Page, StaleStore } from '../domain/ports.ts';
import type { SweepRecord } from '../domain/sweep.ts';
import { fromCursor, toCursor } from './cursor.ts';
import { rowsOfJson, runsOf } from './row.ts';
import type { Db, Jobs } from './session.ts';
import { selectByIds, selectDue, selectNextDeadline, selectSweeps } from './sqlite.sql.ts';
import { insertSweep, writeRecovery, writeSweep } from './sweeps.ts';
import { stamp } from './times.ts';

/** The runs as the watchdog sees them. */
export function createStaleStore(session: Jobs, clock: Clock): StaleStore {
  return {
    due: (now) => session.read((db) => runsOf(db, selectDue(now))),
    byIds: (ids, now) => session.read((db) => runsOf(db, selectByIds(ids, now))),
    sweep: (write) => session.write((db) => writeSweep(db, clock, write)),
    recordSweep: (sweep) => session.write((db) => insertSweep(db, sweep)),
    recover: (recovery) => session.write((db) => writeRecovery(db, clock, recovery)),
    nextDeadline: () =>
      session.read(async (db) => {
        const [first] = await db.$queryRaw<{ at: number | bigint }[]>(selectNextDeadline());
        return first === undefined ? null : Number(first.at);
      }),
    sweeps: (page) => session.read((db) => listSweeps(db, page)),
  };
}

async function listSweeps(
  db: Db,
  { cursor, limit }: { cursor: string | null; limit: number },
): Promise<Page<SweepRecord>> {
  const after = cursor === null ? null : fromCursor(cursor);
  const found = await rowsOfJson<SweepRecord>(db, selectSweeps(after, limit + 1));
  const rows = found.slice(0, limit);
  const last = found.length > limit ? rows.at(-1) : undefined;
  return {
    rows,
    nextCursor: last === undefined ? null : toCursor([stamp(last.startedAt), last.id]),
  };
}
