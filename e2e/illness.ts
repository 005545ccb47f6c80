import { expect } from '@playwright/test';
import type { Database } from './database.ts';
import type { Server } from './server.ts';

/**
 * Makes the watchdog's passes fail until it says itself that it is not healthy: a run is due, and
 * cannot be marked. Answers how to let it recover.
 */
export async function fallIll(flatline: Server, database: Database): Promise<() => Promise<void>> {
  await database.write(
    `CREATE TRIGGER "ill" BEFORE UPDATE ON "ScrapeRun" WHEN NEW.status = 'FAILED'
      BEGIN SELECT RAISE(ABORT, 'ill'); END`,
  );
  await flatline.start('victim', { staleAfterSeconds: 1 });
  await expect
    .poll(async () => (await flatline.get<{ healthy: boolean }>('/api/watchdog')).healthy)
    .toBe(false);
  return () => database.write('DROP TRIGGER "ill"');
}

/** Keeps the server from writing, so that it can hear nobody. Answers how to let it hear again. */
export async function goDeaf(flatline: Server, database: Database): Promise<() => Promise<void>> {
  const release = await database.hold();
  await expect
    .poll(async () => (await flatline.get<{ deafSince: string | null }>('/api/watchdog')).deafSince)
    .not.toBeNull();
  return release;
}
