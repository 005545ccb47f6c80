import type { Locator, Page } from '@playwright/test';
import type { Database } from './database.ts';
import type { Server } from './server.ts';

/** Runs that fall silent together in a storm that a test raises. */
export const STORM_OF = 6;

/**
 * Six runs that have been silent for too long, and an automatic pass that finds them: they are
 * held for two minutes. Answers their ids.
 */
export async function raiseStorm(flatline: Server, database: Database): Promise<string[]> {
  const ids = await database.insert(
    ...Array.from({ length: STORM_OF }, (_, n) => ({
      scraper: `crawler-${n}`,
      startedAgo: 4000,
      heardAgo: 630 + n,
      suspectedAgo: 170,
      staleAfterSeconds: 600,
      phase: 'detail',
    })),
  );
  // What another program wrote tells no timer; the deadline of this run does.
  const trigger = await flatline.start('trigger', { staleAfterSeconds: 1 });
  await flatline.report(trigger, { type: 'finish', outcome: 'completed' });
  return ids;
}

/** What stands on top of every page while the storm lasts. */
export function banner(page: Page): Locator {
  return page.getByRole('region', { name: 'Many runs fell silent together' });
}
