import type { HearingStore, Page } from '../domain/ports.ts';
import type { RunRecord } from '../domain/run.ts';
import type { Millis } from '../domain/time.ts';
import type { GapRecord } from '../domain/watchdog.ts';
import { fromCursor, toCursor } from './cursor.ts';
import type { Db, Jobs } from './jobs.ts';
import { idsOf, rowsOfJson, runsOf, timeOf } from './row.ts';
import { stamp } from './times.ts';

/** The database as the observer sees it. */
export function createHearingStore(session: Jobs): HearingStore {
  return {
    probe: () => session.prove(),
    async giveBack(gap, record, now) {
      const ids = await session.write(async (db) => {
        const moved = await idsOf(db, db.sql.updateGivenBack(gap, now));
        await insertGap(db, { ...record, runs: moved.size });
        return [...moved];
      });
      return inParts(session, ids, now);
    },
    recordGap: (record) => session.write((db) => insertGap(db, record)),
    async lastAliveAt(now) {
      const at = await session.read((db) => timeOf(db, db.sql.selectLastAlive(now)));
      return at === null ? null : Math.min(at, now);
    },
    gaps: (page) => session.read((db) => listGaps(db, page)),
  };
}

/** How many runs are read at one go. */
const PART = 500;

/**
 * After a gap nearly everything that runs has moved. Read at one go, many thousands would block the
 * loop for as long as the next gap; between two parts it has a turn, and reports are heard.
 */
async function inParts(session: Jobs, ids: readonly string[], now: Millis): Promise<RunRecord[]> {
  const runs: RunRecord[] = [];
  for (let from = 0; from < ids.length; from += PART) {
    const part = ids.slice(from, from + PART);
    runs.push(...(await session.read((db) => runsOf(db, db.sql.selectByIds(part, now)))));
    await new Promise<void>((turn) => setImmediate(turn));
  }
  return runs;
}

async function insertGap(db: Db, gap: GapRecord): Promise<void> {
  const { startedAt, endedAt } = gap;
  await db.models.hearingGap.create({
    data: { ...gap, startedAt: new Date(startedAt), endedAt: new Date(endedAt) },
  });
}

async function listGaps(
  db: Db,
  { cursor, limit }: { cursor: string | null; limit: number },
): Promise<Page<GapRecord>> {
  const after = cursor === null ? null : fromCursor(cursor);
  const found = await rowsOfJson<GapRecord>(db, db.sql.selectGaps(after, limit + 1));
  const rows = found.slice(0, limit);
  const last = found.length > limit ? rows.at(-1) : undefined;
  return { rows, nextCursor: last === undefined ? null : toCursor([stamp(last.endedAt), last.id]) };
}
