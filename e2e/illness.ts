import { expect } from '@playwright/test';
import type { Database } from './database.ts';
import type { Server } from './server.ts';

/**
 * Makes the watchdog's passes fail until it says itself that it is not healthy: a run is due, and
 * nobody can write. Answers how to let it recover.
 */
export async function fallIll(flatline: Server, database: Database): Promise<() => Promise<void>> {
  await flatline.start('victim', { staleAfterSeconds: 1 });
  const release = await database.hold();
  await expect
    .poll(async () => (await flatline.get<{ healthy: boolean }>('/api/watchdog')).healthy)
    .toBe(false);
  return release;
}
