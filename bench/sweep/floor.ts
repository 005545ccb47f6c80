import type { Client } from '@libsql/client';
import { type Cost, median, timed } from '../statistics.ts';
import { silence, withClient } from './dataset.ts';
import { DUE } from './sizes.ts';

const REPEATS = 5;

/**
 * What the same writes cost SQLite at the least: 1,000 rows by their ids, their open phases and an
 * error each, with no condition, nothing judged and nothing told. Medians, in milliseconds.
 */
export async function measureFloor(url: string): Promise<{ ms: number; cpu: number }> {
  const costs: Cost<void>[] = [];
  await withClient(url, async (client) => {
    // As the store's own connection for writes is told.
    for (const told of [
      'cache_size = -16000',
      'cache_spill = 16000',
      'wal_autocheckpoint = 8000',
      'synchronous = FULL',
    ]) {
      await client.execute(`PRAGMA ${told}`);
    }
    for (let repeat = 0; repeat < REPEATS; repeat += 1) {
      await silence(url, DUE, Date.now());
      const now = new Date().toISOString().replace('Z', '+00:00');
      const { rows } = await client.execute({
        sql: `SELECT "id" FROM "ScrapeRun" WHERE "status" = 'RUNNING' AND "deadlineAt" <= ?`,
        args: [now],
      });
      if (rows.length !== DUE) throw new Error(`${rows.length} runs are due instead of ${DUE}.`);
      const ids = JSON.stringify(rows.map(({ id }) => id));
      costs.push(await timed(() => write(client, ids, now)));
    }
  });
  return { ms: median(costs.map(({ ms }) => ms)), cpu: median(costs.map(({ cpuMs }) => cpuMs)) };
}

async function write(client: Client, ids: string, now: string): Promise<void> {
  await client.execute('BEGIN IMMEDIATE');
  for (const sql of WRITES) await client.execute({ sql, args: { now, ids } });
  await client.execute('COMMIT');
}

const IDS = '(SELECT value FROM json_each(:ids))';

const WRITES = [
  `UPDATE "ScrapeRun" SET "status" = 'FAILED', "finishedAt" = :now, "rev" = "rev" + 1
   WHERE "id" IN ${IDS}`,
  `UPDATE "ScrapePhaseLog" SET "finishedAt" = :now WHERE "runId" IN ${IDS} AND "finishedAt" IS NULL`,
  `INSERT INTO "ScrapeError" ("runId", "errorType", "message", "occurredAt", "fatal")
   SELECT value, 'stale', 'It was silent for longer than it may be.', :now, 1 FROM json_each(:ids)`,
];
