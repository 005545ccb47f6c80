import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@libsql/client';
import pg from 'pg';
import { createStore } from '../../server/store/store.ts';
import { createSystemClock } from '../../server/system-clock.ts';
import { writeOldRuns } from '../../server/testing/old-runs.ts';
import { openBareDatabase } from '../../server/testing/postgres-databases.ts';
import { createRecordingLog } from '../../server/testing/quiet.ts';
import { moveDatabase } from '../move/move.ts';
import type { AtEnd } from './launch.ts';

/** A migrated SQLite database with no rows, a PostgreSQL one with no table, and a way between them. */
export async function setupMove({ onTestFinished }: { onTestFinished: AtEnd }) {
  const folder = mkdtempSync(join(tmpdir(), 'flatline-move-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const from = `file:${join(folder, 'flatline.db')}`;
  const to = await openBareDatabase();
  const shared = { clock: createSystemClock(), log: createRecordingLog() };
  const store = createStore({ databaseUrl: from, ...shared });
  await store.start();
  await store.stop();
  const said: string[] = [];

  async function here(sql: string, args: (string | number | null)[] = []) {
    const client = createClient({ url: from });
    try {
      // Other programs may write what our own references would refuse.
      await client.execute('PRAGMA foreign_keys = OFF');
      return (await client.execute({ sql, args })).rows.map((row) => ({ ...row }));
    } finally {
      client.close();
    }
  }

  return {
    folder,
    from,
    to,
    store,
    said,
    here,
    fill: (runs: Parameters<typeof writeOldRuns>[1]) =>
      writeOldRuns({ raw: (sql, args = []) => here(sql, args as string[]) }, runs),
    /** Asks the target, as any program would. */
    async there(sql: string, args: unknown[] = []) {
      const client = new pg.Client({ connectionString: to });
      await client.connect();
      try {
        return (await client.query(sql, args)).rows;
      } finally {
        await client.end();
      }
    },
    move: () => moveDatabase({ from, to, ...shared, waitMs: 0, say: (line) => said.push(line) }),
  };
}
