import type { HearingStore, Page } from '../domain/ports.ts';
import type { GapRecord } from '../domain/watchdog.ts';
import { fromCursor, toCursor } from './cursor.ts';
import { changedBy, rowsOfJson, timeOf } from './row.ts';
import type { Db, Jobs } from './session.ts';
import { stamp } from './times.ts';
import { selectGaps, selectLastAlive, updateGivenBack } from './watch.sql.ts';

/** The database as the observer sees it. */
export function createHearingStore(session: Jobs): HearingStore {
  return {
    probe: () => session.prove(),
    giveBack: (gap, record, now) =>
      session.write(async (db) => {
        const moved = await changedBy(db, updateGivenBack(gap, now), now);
        await insertGap(db, { ...record, runs: moved.length });
        return moved;
      }),
    recordGap: (record) => session.write((db) => insertGap(db, record)),
    async lastAliveAt(now) {
      const at = await session.read((db) => timeOf(db, selectLastAlive(now)));
      return at === null ? null : Math.min(at, now);
    },
    gaps: (page) => session.read((db) => listGaps(db, page)),
  };
}

async function insertGap(db: Db, gap: GapRecord): Promise<void> {
  const { startedAt, endedAt } = gap;
  await db.hearingGap.create({
    data: { ...gap, startedAt: new Date(startedAt), endedAt: new Date(endedAt) },
  });
}

async function listGaps(
  db: Db,
  { cursor, limit }: { cursor: string | null; limit: number },
): Promise<Page<GapRecord>> {
  const after = cursor === null ? null : fromCursor(cursor);
  const found = await rowsOfJson<GapRecord>(db, selectGaps(after, limit + 1));
  const rows = found.slice(0, limit);
  const last = found.length > limit ? rows.at(-1) : undefined;
  return { rows, nextCursor: last === undefined ? null : toCursor([stamp(last.endedAt), last.id]) };
}
