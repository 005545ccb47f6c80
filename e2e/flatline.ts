import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type BrowserContext,
  type BrowserContextOptions,
  test as base,
  expect,
  type Page,
} from '@playwright/test';
import { type Database, openDatabase } from './database.ts';
import { openServer, type Server } from './server.ts';

export { expect };

interface Options {
  /** Settings of the server, beside port and database. */
  settings: Record<string, string>;
  /** Complaints in the browser's console that the test brings about on purpose. */
  expectedComplaints: RegExp | null;
}

interface Fixtures {
  flatline: Server;
  database: Database;
  /** What no page may do: complain in its console, throw, or open a dialog of the browser's. */
  complaints: string[];
  /** Opens a page in a browser of its own, which shares no storage with the others. */
  visitor: (options?: BrowserContextOptions) => Promise<Page>;
}

/** Playwright's `test` with a server on a fresh database for each test. */
export const test = base.extend<Options & Fixtures & { databaseUrl: string }>({
  settings: [{}, { option: true }],
  expectedComplaints: [null, { option: true }],

  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern what is needed.
  databaseUrl: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'flatline-e2e-'));
    await use(`file:${join(folder, 'test.db')}`);
    await rm(folder, { recursive: true, force: true });
  },

  flatline: async ({ settings, databaseUrl }, use) => {
    const server = await openServer({ DATABASE_URL: databaseUrl, ...settings });
    await use(server);
    await server.stop('SIGKILL');
  },

  database: async ({ flatline: _migrated, databaseUrl }, use) => {
    const database = openDatabase(databaseUrl);
    await use(database);
    database.close();
  },

  complaints: [
    async ({ expectedComplaints }, use) => {
      const complaints: string[] = [];
      await use(complaints);
      const unexpected = complaints.filter((complaint) => !expectedComplaints?.test(complaint));
      expect(unexpected, 'no page complains').toEqual([]);
    },
    { auto: true },
  ],

  baseURL: async ({ flatline }, use) => use(flatline.url),

  context: async ({ context, complaints }, use) => {
    listen(context, complaints);
    await use(context);
  },

  visitor: async ({ browser, baseURL, viewport, complaints }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (options) => {
      const context = await browser.newContext({ baseURL, viewport, ...options });
      contexts.push(context);
      listen(context, complaints);
      return context.newPage();
    });
    for (const context of contexts) await context.close();
  },
});

function listen(context: BrowserContext, complaints: string[]): void {
  context.on('console', (message) => {
    if (message.type() === 'error') {
      complaints.push(`${message.text()} (${message.location().url})`);
    }
  });
  context.on('weberror', (failure) => complaints.push(`thrown: ${failure.error().stack}`));
  context.on('dialog', (dialog) => {
    complaints.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
}
