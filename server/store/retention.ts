import type {
  Clearance,
  Clock,
  Keeping,
  RetentionStore,
  Shelf,
  ShelfClearance,
} from '../domain/ports.ts';
import type { Removed, RemovedKind } from '../domain/retention.ts';
import { fromCursor, toCursor } from './cursor.ts';
import type { Prisma } from './generated/sqlite/client.ts';
import type { Db, Jobs } from './jobs.ts';

/** What belongs to a run, by kind; how it ended is told the longest. */
export const BELONGINGS = [
  ['log', 'ScrapeLog'],
  ['phase', 'ScrapePhaseLog'],
  ['extension', 'RunExtension'],
  ['error', 'ScrapeError'],
] as const;

/** The database as whoever clears it of old rows sees it. */
export function createRetentionStore(session: Jobs, clock: Clock): RetentionStore {
  /** In one commit, with how long it took: that is how long whoever reports has to wait. */
  const timed = <T>(job: (db: Db) => Promise<T>): Promise<T & { tookMs: number }> =>
    session.write(async (db) => {
      const began = clock.steady();
      const done = await job(db);
      return { ...done, tookMs: clock.steady() - began };
    });
  return {
    shelves: (keeping) => session.read((db) => db.query<Shelf>(db.sql.selectShelves(keeping))),
    clearShelf: (clearing) => timed((db) => clearShelf(db, clearing)),
    clearSweeps: (before, rows) =>
      timed((db) => clear(db, 'sweep', db.sql.deleteSweeps(before, rows), rows)),
    clearGaps: (before, rows) =>
      timed((db) => clear(db, 'gap', db.sql.deleteGaps(before, rows), rows)),
  };
}

/** A run's own row stands in eight indexes: it takes as long as so many rows that belong to it. */
const ROWS_A_RUN = 10;

async function clearShelf(
  db: Db,
  { shelf, after, rows, ...keeping }: Parameters<RetentionStore['clearShelf']>[0],
): Promise<Omit<ShelfClearance, 'tookMs'>> {
  const limit = Math.ceil(rows / ROWS_A_RUN);
  const old = await oldOf(db, shelf, after, limit, keeping);
  const going = old.filter(({ stays }) => !stays).map(({ id }) => id);
  const { removed, left } = await clearBelongings(db, going, Math.max(1, rows - limit));
  // What belongs to them goes on in the next commit, from the same place.
  if (left === 0) return { removed, more: true, after };
  if (going.length > 0) removed.run = await db.execute(db.sql.deleteRuns(going));
  const last = old.at(-1);
  return {
    removed,
    more: old.length === limit,
    after: last === undefined ? after : toCursor([last.at, last.id]),
  };
}

async function oldOf(
  db: Db,
  shelf: Shelf,
  after: string | null,
  limit: number,
  keeping: Keeping,
): Promise<{ id: string; at: string; stays: boolean }[]> {
  const place = after === null ? null : fromCursor(after);
  const query = db.sql.selectOld(shelf, place, limit, keeping);
  const rows = await db.query<{ id: string; at: string; stays: number | bigint }>(query);
  return rows.map(({ id, at, stays }) => ({ id, at, stays: Number(stays) === 1 }));
}

/** Removes at most `budget` rows that belong to these runs; `left`: what is left of that. */
async function clearBelongings(
  db: Db,
  ids: readonly string[],
  budget: number,
): Promise<{ removed: Removed; left: number }> {
  const removed: Removed = {};
  let left = budget;
  if (ids.length === 0) return { removed, left };
  for (const [kind, table] of BELONGINGS) {
    const gone = await db.execute(db.sql.deleteBelongings(table, ids, left));
    if (gone > 0) removed[kind] = gone;
    left -= gone;
    if (left === 0) break;
  }
  return { removed, left };
}

async function clear(
  db: Db,
  kind: RemovedKind,
  statement: Prisma.Sql,
  rows: number,
): Promise<Omit<Clearance, 'tookMs'>> {
  const gone = await db.execute(statement);
  return { removed: { [kind]: gone }, more: gone === rows };
}
