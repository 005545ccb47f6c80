import type { Page, RunFilter } from '../domain/ports.ts';
import { RUN_STATUSES, type RunRecord } from '../domain/run.ts';
import type { Millis } from '../domain/time.ts';
import { fromCursor, type Place, toCursor } from './cursor.ts';
import type { Db } from './jobs.ts';
import { type RunRow, toRun } from './row.ts';
import type { Way } from './ways.ts';

/** Up to so many runs are sorted; more are met on a walk from the newest. */
const FEW_IDS = 20_000;
/** Up to so many scrapers are each looked up; more are met on a walk from the newest. */
const FEW_SCRAPERS = 200;

/** One page of the history. Throws `Problem('invalid')` for a foreign cursor. */
export async function listRuns(db: Db, filter: RunFilter, now: Millis): Promise<Page<RunRecord>> {
  const after = filter.cursor === null ? null : fromCursor(filter.cursor);
  const ways = await waysOf(db, filter);
  if (ways.length === 0) return { rows: [], nextCursor: null };
  const bounds = {
    statuses: filter.statuses.length === 0 ? RUN_STATUSES : [...new Set(filter.statuses)],
    from: filter.from,
    to: filter.to,
    after,
    limit: filter.limit + 1,
  };
  const found = await db.query<{ row: string; place: string }>(
    db.sql.selectPage(ways, bounds, now),
  );
  const page = found.slice(0, filter.limit);
  const last = found.length > filter.limit ? page.at(-1) : undefined;
  return {
    rows: page.map(({ row }) => toRun(JSON.parse(row) as RunRow)),
    nextCursor: last === undefined ? null : toCursor(JSON.parse(last.place) as Place),
  };
}

/** Which parts of the table hold what the filter asks for; none when nothing can. */
async function waysOf(db: Db, { scraper, q }: RunFilter): Promise<Way[]> {
  const exact = scraper === null ? null : await idOf(db, scraper);
  if (scraper !== null && exact === null) return [];
  if (q === null || q === '') {
    return [exact === null ? { by: 'status' } : { by: 'scrapers', scraperIds: [exact] }];
  }
  const named = (await db.query<{ id: string }>(db.sql.selectScraperIds(q))).map(({ id }) => id);
  const scraperIds = exact === null ? named : named.filter((id) => id === exact);
  const [counted] = await db.query<{ n: number | bigint }>(db.sql.countIds(q, FEW_IDS));
  const ids = Number(counted?.n ?? 0);
  const ways: Way[] = [];
  if (scraperIds.length > 0) {
    ways.push({ by: scraperIds.length > FEW_SCRAPERS ? 'many scrapers' : 'scrapers', scraperIds });
  }
  if (ids > 0) {
    ways.push({ by: ids > FEW_IDS ? 'many ids' : 'few ids', prefix: q, scraperId: exact });
  }
  return ways;
}

async function idOf(db: Db, name: string): Promise<string | null> {
  const scraper = await db.models.scraper.findUnique({ where: { name }, select: { id: true } });
  return scraper?.id ?? null;
}
