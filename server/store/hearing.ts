import { type Gap, uncovered } from '../domain/hearing.ts';
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
      const ids = await session.write((db) => giveBack(db, gap, record, now));
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

/** What another node has given back already is left out: it is given, and recorded, once. */
async function giveBack(db: Db, gap: Gap, record: GapRecord, now: Millis): Promise<string[]> {
  await db.query(db.sql.lockGaps());
  const moved = new Set<string>();
  for (const [index, part] of uncovered(gap, await overlapping(db, gap)).entries()) {
    const ids = await idsOf(db, db.sql.updateGivenBack(part, now));
    for (const id of ids) moved.add(id);
    const id = index === 0 ? record.id : `${record.id}-${index}`;
    const times = part === gap ? {} : { startedAt: part.from, endedAt: part.to };
    await insertGap(db, { ...record, ...times, id, runs: ids.size });
  }
  db.changed(moved);
  return [...moved];
}

async function overlapping(db: Db, { from, to }: Gap): Promise<Pick<Gap, 'from' | 'to'>[]> {
  const rows = await db.models.hearingGap.findMany({
    where: { startedAt: { lt: new Date(to) }, endedAt: { gt: new Date(from) } },
    select: { startedAt: true, endedAt: true },
  });
  return rows.map(({ startedAt, endedAt }) => ({
    from: startedAt.getTime(),
    to: endedAt.getTime(),
  }));
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
