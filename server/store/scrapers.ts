import type { ScraperChange, ScraperRecord } from '../domain/patience.ts';
import type { ScraperStore } from '../domain/ports.ts';
import type { Silences } from '../domain/silences.ts';
import type { Db, Jobs } from './jobs.ts';
import { toWhenStuck } from './row.ts';
import { toSilences } from './silences.ts';

/** The scrapers of an open database. */
export function createScraperStore(session: Jobs): ScraperStore {
  return {
    list: () =>
      session.read(async (db) => {
        const rows = await db.models.scraper.findMany({
          select: COLUMNS,
          orderBy: { name: 'asc' },
        });
        return rows.map(toScraper);
      }),
    find: (name) => session.read((db) => find(db, name)),
    change: (name, change) => session.write((db) => writeChange(db, name, change)),
    goodRuns: (scraperId, limit) => session.read((db) => goodRuns(db, scraperId, limit)),
  };
}

const COLUMNS = {
  id: true,
  name: true,
  staleAfterSeconds: true,
  stuckAfterSeconds: true,
  whenStuck: true,
  retentionDays: true,
} as const;

function toScraper(row: Omit<ScraperRecord, 'whenStuck'> & { whenStuck: string }): ScraperRecord {
  return { ...row, whenStuck: toWhenStuck(row.whenStuck) };
}

async function find(db: Db, name: string): Promise<ScraperRecord | null> {
  const row = await db.models.scraper.findUnique({ where: { name }, select: COLUMNS });
  return row === null ? null : toScraper(row);
}

async function writeChange(
  db: Db,
  name: string,
  { staleAfterSeconds, stuckAfterSeconds, whenStuck, retentionDays }: ScraperChange,
): Promise<ScraperRecord | null> {
  await db.models.scraper.updateMany({
    where: { name },
    data: { staleAfterSeconds, stuckAfterSeconds, whenStuck, retentionDays },
  });
  return find(db, name);
}

async function goodRuns(db: Db, scraperId: string, limit: number): Promise<Silences[]> {
  const rows = await db.query<{ row: string | null }>(db.sql.selectGoodRuns(scraperId, limit));
  return rows.map(({ row }) => toSilences(row));
}
