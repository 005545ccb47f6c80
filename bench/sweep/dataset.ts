import { type Client, createClient } from '@libsql/client';
import { RARE_SCRAPER, STATEMENTS } from './dataset-sql.ts';

/** How much a database holds. */
export interface Size {
  /** Runs that are over, one every half minute up to `now`. */
  past: number;
  /** RUNNING runs, heard within the last minute, each with three phases behind it. */
  running: number;
}

/** Names in every data set: a scraper among the busiest ones, one with few and old runs, and a prefix of all others. */
export const SCRAPERS = { busy: 'shop-003', rare: RARE_SCRAPER, prefix: 'shop-' } as const;

/** Fills a migrated database in one transaction. Its owner must have let go of it. */
export async function fill(url: string, size: Size, now: number): Promise<void> {
  await withClient(url, async (client) => {
    // Only this connection forgoes safety and tidiness, for the sake of whoever waits.
    for (const pragma of ['synchronous = OFF', 'cache_size = -262144', 'temp_store = MEMORY']) {
      await client.execute(`PRAGMA ${pragma}`);
    }
    const args = { past: size.past, running: size.running, now };
    await client.execute('BEGIN IMMEDIATE');
    for (const { sql, takes } of STATEMENTS) {
      await client.execute({ sql, args: Object.fromEntries(takes.map((k) => [k, args[k]])) });
    }
    await client.execute('COMMIT');
    // On the disk, not on its way there: what is measured next must not wait for it.
    await client.execute('PRAGMA synchronous = FULL');
    await client.execute('PRAGMA wal_checkpoint(TRUNCATE)');
  });
}

/**
 * Lets `count` further RUNNING runs, spread over all of them, have been silent for two hours, and
 * suspected since they had been so for 45 minutes.
 */
export async function silence(url: string, count: number, now: number): Promise<void> {
  const suspected = now - 1.25 * HOUR;
  const args = { count, heard: now - 2 * HOUR, deadline: now - HOUR, suspected };
  await withClient(url, (client) => client.execute({ sql: SILENCE, args }));
}

/** Runs `work` on a connection of its own. */
export async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = createClient({ url });
  try {
    return await work(client);
  } finally {
    client.close();
  }
}

const HOUR = 3_600_000;

const ISO = (millis: string) =>
  `strftime('%Y-%m-%dT%H:%M:%f+00:00', ${millis} / 1000.0, 'unixepoch')`;

/** The digits of an id from the 25th on say nothing of time: by them the chosen are spread. */
const SILENCE = `
UPDATE "ScrapeRun" SET
  "lastHeartbeatAt" = ${ISO(':heard')},
  "deadlineAt" = ${ISO(':deadline')},
  "suspectedAt" = ${ISO(':suspected')},
  "suspectAt" = '9999-01-01T00:00:00.000+00:00'
WHERE "id" IN (
  SELECT "id" FROM "ScrapeRun" WHERE "status" = 'RUNNING' AND "deadlineAt" > ${ISO(':deadline')}
  ORDER BY substr("id", 25) LIMIT :count
)`;
