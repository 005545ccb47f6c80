import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, type InValue } from '@libsql/client';
import { onTestFinished } from 'vitest';
import type { Clock } from '../domain/ports.ts';
import { createStore, type Store, type StoreParts } from '../store/store.ts';
import { createFakeClock } from './fake-clock.ts';
import { openTestDatabase, postgresServer, type TestDatabase } from './postgres-databases.ts';
import { rawOnPostgres } from './postgres-raw.ts';
import { createRecordingLog, type RecordingLog } from './quiet.ts';

/** A row as another program reads it: times and JSON as text, on either engine. */
export type RawRow = Record<string, unknown>;

/** Runs SQL with `?` for its values, on either engine. */
export type Raw = (sql: string, args?: InValue[]) => Promise<RawRow[]>;

/** A started store on a database of its own, gone when the test ends. */
export interface TestStore {
  store: Store;
  databaseUrl: string;
  /** The file behind {@link databaseUrl}, on SQLite. */
  path: string;
  log: RecordingLog;
  /** Reads or writes behind the store's back, as another program would. */
  raw: Raw;
  /** Stops the store; the test's end does it too. */
  close(): Promise<void>;
}

/**
 * Opens a {@link TestStore} on the engine of the vitest project; the clock is a fake one unless
 * given.
 */
export async function openTestStore(
  parts: Partial<StoreParts> & { clock?: Clock } = {},
): Promise<TestStore> {
  const { databaseUrl, path, raw } = await databaseFor(parts.databaseUrl);
  const log = createRecordingLog();
  const store = createStore({ clock: createFakeClock(), log, ...parts, databaseUrl });
  await store.start();
  onTestFinished(() => store.stop());
  return { store, databaseUrl, path, log, raw, close: () => store.stop() };
}

/** A temporary folder, gone when the test ends. */
export async function openTestFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'flatline-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A connection to a SQLite file as another program holds it, closed when the test ends. */
export function openRaw(databaseUrl: string): Raw {
  const client = createClient({ url: databaseUrl });
  onTestFinished(() => client.close());
  return async (sql, args = []) => {
    const { rows } = await client.execute({ sql, args });
    return rows.map((row) => ({ ...row }));
  };
}

/** The databases of PostgreSQL that the tests of this file have open, by their URLs. */
const opened = new Map<string, TestDatabase>();

async function databaseFor(
  named: string | undefined,
): Promise<Pick<TestStore, 'databaseUrl' | 'path' | 'raw'>> {
  if (named?.startsWith('file:') || postgresServer() === null) {
    const path = named?.replace(/^file:/, '') ?? join(await openTestFolder(), 'flatline.db');
    const databaseUrl = named ?? `file:${path}`;
    return { databaseUrl, path, raw: openRaw(databaseUrl) };
  }
  const database = opened.get(named ?? '') ?? (await openTestDatabase());
  opened.set(database.url, database);
  onTestFinished(() => void opened.delete(database.url));
  return { databaseUrl: named ?? database.url, path: '', raw: rawOnPostgres(database) };
}
