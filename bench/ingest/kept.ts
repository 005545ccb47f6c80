import type { BenchDatabase } from '../database.ts';
import { linesAmong } from './events.ts';
import type { Subject } from './load.ts';

/** What a database holds of the events that were acknowledged. */
export interface Kept {
  /** Acknowledged events and lines that are not there. */
  lost: number;
  /** Events and lines beyond what was sent: more than one request a run that was not acknowledged. */
  invented: number;
}

/**
 * Counts in the database itself, after its server was killed. Each run may be ahead of what was
 * acknowledged by the one request, of `batch` events, whose answer did not come any more.
 */
export async function countKept(
  database: Pick<BenchDatabase, 'rows'>,
  subjects: readonly Subject[],
  batch: number,
): Promise<Kept> {
  const rows = await database.rows(`SELECT r."id" AS id, r."lastSeq" + 1 AS events,
    COALESCE((SELECT MAX(l."n") FROM "ScrapeLog" l WHERE l."runId" = r."id"), 0) AS lines,
    (SELECT COUNT(*) FROM "ScrapeLog" l WHERE l."runId" = r."id") AS rows
    FROM "ScrapeRun" r`);
  const found = new Map(rows.map((row) => [String(row.id), row]));
  return subjects.reduce<Kept>(
    (kept, { id, acknowledged }) => {
      const row = found.get(id);
      const events = Number(row?.events ?? 0);
      const lines = Number(row?.lines ?? 0);
      const [least, most] = [linesAmong(acknowledged), linesAmong(acknowledged + batch)];
      const short = Math.min(least, 1000) - Number(row?.rows ?? 0);
      return {
        lost:
          kept.lost +
          Math.max(0, acknowledged - events) +
          Math.max(0, least - lines) +
          Math.max(0, short),
        invented:
          kept.invented + Math.max(0, events - acknowledged - batch) + Math.max(0, lines - most),
      };
    },
    { lost: 0, invented: 0 },
  );
}
