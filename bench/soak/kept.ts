import { createClient } from '@libsql/client';
import type { Life } from './life.ts';

/** A run as the file holds it. */
export interface Row {
  events: number;
  lines: number;
  phases: number;
  status: string;
}

/** How what was acknowledged differs from what the file holds. */
export interface Kept {
  /** Acknowledged starts, events, lines, phases and ends that are not there. */
  lost: number;
  /** Runs that the file says have ended, or have ended otherwise, than they said. */
  wrongEnds: number;
}

/** Holds each life against its row; a run may not be ahead, since no answer is left open. */
export function kept(lives: readonly Life[], rows: ReadonlyMap<string, Row>): Kept {
  const found = { lost: 0, wrongEnds: 0 };
  for (const life of lives) {
    const row = rows.get(life.id) ?? { events: 0, lines: 0, phases: 0, status: 'none' };
    found.lost +=
      (row.status === 'none' ? 1 : 0) +
      Math.max(0, life.events - row.events) +
      Math.max(0, life.lines - row.lines) +
      Math.max(0, life.phases - row.phases) +
      (life.ended !== null && row.status === 'RUNNING' ? 1 : 0);
    const ended = row.status !== 'none' && row.status !== 'RUNNING';
    if (ended && row.status !== life.ended) found.wrongEnds += 1;
  }
  return found;
}

/** Every run in the SQLite file at `path`, after its server has ended. */
export async function readRows(path: string): Promise<Map<string, Row>> {
  const client = createClient({ url: `file:${path}` });
  try {
    const { rows } = await client.execute(`SELECT r."id" AS id, r."status" AS status,
      r."lastSeq" + 1 AS events,
      (SELECT COUNT(*) FROM "ScrapeLog" l WHERE l."runId" = r."id") AS lines,
      (SELECT COUNT(*) FROM "ScrapePhaseLog" p WHERE p."runId" = r."id") AS phases
      FROM "ScrapeRun" r`);
    return new Map(
      rows.map((row) => [
        String(row.id),
        {
          events: Number(row.events),
          lines: Number(row.lines),
          phases: Number(row.phases),
          status: String(row.status),
        },
      ]),
    );
  } finally {
    client.close();
  }
}
