import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, type InValue } from '@libsql/client';
import { onTestFinished } from 'vitest';
import type { Clock } from '../domain/ports.ts';
import { createStore, type Store, type StoreParts } from '../store/store.ts';
import { createFakeClock } from './fake-clock.ts';
import { createRecordingLog, type RecordingLog } from './quiet.ts';

/** A row as another program reads it. */
export type RawRow = Record<string, unknown>;

/** A started store on a SQLite file of its own, gone when the test ends. */
export interface TestStore {
  store: Store;
  databaseUrl: string;
  /** The file behind {@link databaseUrl}. */
  path: string;
  log: RecordingLog;
  /** Reads or writes behind the store's back, as another program would. */
  raw(sql: string, args?: InValue[]): Promise<RawRow[]>;
  /** Stops the store; the test's end does it too. */
  close(): Promise<void>;
}

/** Opens a {@link TestStore}; the clock is a fake one unless given. */
export async function openTestStore(
  parts: Partial<StoreParts> & { clock?: Clock } = {},
): Promise<TestStore> {
  const folder = await openTestFolder();
  const path = join(folder, 'flatline.db');
  const databaseUrl = parts.databaseUrl ?? `file:${path}`;
  const log = createRecordingLog();
  const store = createStore({ clock: createFakeClock(), log, ...parts, databaseUrl });
  await store.start();
  onTestFinished(() => store.stop());
  return { store, databaseUrl, path, log, raw: openRaw(databaseUrl), close: () => store.stop() };
}

/** A temporary folder, gone when the test ends. */
export async function openTestFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'flatline-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A connection to a database as another program holds it, closed when the test ends. */
export function openRaw(databaseUrl: string): TestStore['raw'] {
  const client = createClient({ url: databaseUrl });
  onTestFinished(() => client.close());
  return async (sql, args = []) => {
    const { rows } = await client.execute({ sql, args });
    return rows.map((row) => ({ ...row }));
  };
}
