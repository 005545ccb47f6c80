import type { Page } from '@playwright/test';
import type { Database } from './database.ts';
import type { Server } from './server.ts';

/** What a scene is made of. */
export interface Stage {
  page: Page;
  flatline: Server;
  database: Database;
}

/** A page in a state that a person may find it in. `set` brings it about and leaves the page there. */
export interface Scene {
  name: string;
  set(stage: Stage): Promise<void>;
  /** Brings back what a change of the window's size puts away. */
  again?(page: Page): Promise<void>;
}
