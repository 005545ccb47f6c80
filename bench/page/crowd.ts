import { startProductionServer } from '../production-server.ts';
import { fill, withClient } from '../sweep/dataset.ts';

/** A run of the crowd, and how far it was when it last reported. */
export interface CrowdRun {
  runId: string;
  done: number;
}

/** What every run has to do. */
export const TOTAL = 1000;

/**
 * Makes a database of so many RUNNING runs of 200 scrapers, heard within the last minute and far from
 * their limit; they come back in the order of their start.
 */
export async function makeCrowd(databaseUrl: string, count: number): Promise<CrowdRun[]> {
  // The server makes the tables; the rows take SQL a second, and HTTP a minute and a half.
  await (await startProductionServer(databaseUrl)).stop();
  await fill(databaseUrl, { past: 0, running: count }, Date.now());
  return withClient(databaseUrl, async (client) => {
    const { rows } = await client.execute(
      `SELECT "id", "progressDone" FROM "ScrapeRun" WHERE "status" = 'RUNNING' ORDER BY "startedAt", "id"`,
    );
    return rows.map(({ id, progressDone }) => ({
      runId: String(id),
      done: Number(progressDone),
    }));
  });
}

/** The event that tells how far a run is. */
export function progressOf(done: number) {
  return { type: 'progress', done, total: TOTAL, unit: 'pages' } as const;
}
