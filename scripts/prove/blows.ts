import { kill } from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import type { Several } from './several.ts';

/** What is done to a PostgreSQL. */
export const BLOWS = ['shutdown', 'crash', 'backend'] as const;
export type Blow = (typeof BLOWS)[number];

/**
 * Strikes, and resolves when the database is there again. `shutdown`: it is stopped fast, as by an
 * administrator, for `seconds`; `crash`: its first process is killed (SIGKILL), and it stays away
 * for as long; `backend`: one process of a session is killed, and it starts again by itself.
 */
export async function strike(blow: Blow, several: Several, seconds: number): Promise<void> {
  if (blow === 'backend') return killBackend(several);
  await several.postgres.end(blow === 'crash' ? 'SIGKILL' : 'SIGINT');
  await pause(seconds * 1000);
  await several.postgres.start();
}

async function killBackend({ query, connect }: Several): Promise<void> {
  const [session] = await query<{ pid: number }>(
    `SELECT pid FROM pg_stat_activity WHERE application_name = 'n1' ORDER BY backend_start LIMIT 1`,
  );
  if (session === undefined) throw new Error('The first server has no session.');
  kill(session.pid, 'SIGKILL');
  // All sessions end with it; whoever comes too early is told to wait.
  for (;;) {
    await pause(50);
    const client = await connect().catch(() => null);
    if (client === null) continue;
    const { rows } = await client.query<{ pid: number }>(
      `SELECT pid FROM pg_stat_activity WHERE pid = $1`,
      [session.pid],
    );
    await client.end();
    if (rows.length === 0) return;
  }
}
