import { readdirSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openRaw, openTestFolder, openTestStore } from '../../testing/store.ts';
import { createAdapterFactory, rowsOf, run } from './adapter.ts';
import { kindOf, reasonOf } from './failures.ts';
import { toUrl } from './location.ts';

/** The two connections to a store's database, and another program's. */
async function setup() {
  const { path, raw } = await openTestStore();
  const adapter = await createAdapterFactory(toUrl(path)).connect();
  onTestFinished(() => adapter.dispose());
  await raw('CREATE TABLE "Kept" ("a" UNIQUE)');
  return {
    adapter,
    raw,
    insert: async (a: number) => {
      const transaction = await adapter.startTransaction();
      try {
        await transaction.queryRaw(statement(`INSERT INTO "Kept" VALUES (${a}) RETURNING "a"`));
      } catch (failure) {
        await transaction.rollback();
        throw failure;
      }
      await transaction.commit();
    },
  };
}

function statement(sql: string) {
  return { sql, args: [], argTypes: [] };
}

const PRAGMAS = ['journal_mode', 'synchronous', 'foreign_keys', 'busy_timeout'];

test('every connection writes ahead, syncs each commit, checks foreign keys and never waits', async () => {
  const { adapter, insert } = await setup();
  await insert(1);
  const transaction = await adapter.startTransaction();
  const told: Record<string, unknown[]> = {};
  for (const pragma of PRAGMAS) {
    const query = statement(`PRAGMA ${pragma}`);
    told[pragma] = [
      (await adapter.queryRaw(query)).rows[0]?.[0],
      (await transaction.queryRaw(query)).rows[0]?.[0],
    ];
  }
  await transaction.rollback();
  expect(told).toEqual({
    journal_mode: ['wal', 'wal'],
    synchronous: [2, 2],
    foreign_keys: [1, 1],
    busy_timeout: [0, 0],
  });
});

test('a read sees nothing of a transaction until its commit, and does not wait for it', async () => {
  const { adapter } = await setup();
  const transaction = await adapter.startTransaction();
  await transaction.executeRaw(statement('INSERT INTO "Kept" VALUES (1)'));
  expect(await rowsOf(adapter, 'SELECT * FROM "Kept"')).toEqual([]);
  await transaction.commit();
  expect(await rowsOf(adapter, 'SELECT * FROM "Kept"')).toEqual([[1]]);
});

test('transactions leave no open files behind', async () => {
  const { insert } = await setup();
  await insert(0);
  const before = openFiles();
  for (let n = 1; n <= 100; n += 1) await insert(n);
  expect(openFiles()).toBe(before);
});

test('a busy lock leaves no open files behind, and a connection that still commits', async () => {
  const { adapter, insert, raw } = await setup();
  await insert(0);
  await raw('BEGIN IMMEDIATE');
  const before = openFiles();
  for (let n = 0; n < 50; n += 1) {
    const failure = await adapter.startTransaction().catch((error: unknown) => error);
    expect(kindOf(failure)).toBe('busy');
  }
  expect(openFiles()).toBe(before);
  await raw('ROLLBACK');
  await insert(1);
  expect(await raw('SELECT * FROM "Kept"')).toEqual([{ a: 0 }, { a: 1 }]);
});

test('a statement that fails does not keep later transactions from committing', async () => {
  const { insert, raw } = await setup();
  await insert(1);
  expect(kindOf(await insert(1).catch((error: unknown) => error))).toBe('conflict');
  await insert(2);
  expect(await raw('SELECT * FROM "Kept"')).toEqual([{ a: 1 }, { a: 2 }]);
});

test('a connection on which a statement failed is not used again', async () => {
  const { adapter } = await setup();
  const failed = await adapter.startTransaction();
  await failed.queryRaw(statement('PRAGMA cache_size = 7'));
  await expect(failed.queryRaw(statement('SELECT abs(-9223372036854775808)'))).rejects.toThrow();
  await failed.rollback();
  const next = await adapter.startTransaction();
  const [size] = (await next.queryRaw(statement('PRAGMA cache_size'))).rows[0] ?? [];
  await next.rollback();
  expect(size).toBe(-16_000);
});

test('a read that fails does not keep later reads from seeing what is new', async () => {
  const { adapter, insert } = await setup();
  await expect(rowsOf(adapter, 'SELECT * FROM "Nowhere"')).rejects.toThrow();
  await insert(1);
  expect(await rowsOf(adapter, 'SELECT * FROM "Kept"')).toEqual([[1]]);
});

test('a file that cannot be opened is opened once it can be', async () => {
  const path = join(await openTestFolder(), 'later', 'f.db');
  const adapter = await createAdapterFactory(toUrl(path)).connect();
  onTestFinished(() => adapter.dispose());
  for (const call of [() => adapter.startTransaction(), () => rowsOf(adapter, 'SELECT 1')]) {
    const failure = await call().catch((error: unknown) => error);
    expect(kindOf(failure)).toBe('database');
    expect(reasonOf(failure)).toBe(
      `${path} cannot be opened; check that its folder may be written to`,
    );
  }
  await mkdir(dirname(path));
  await (await adapter.startTransaction()).commit();
  expect(await rowsOf(adapter, 'SELECT 1')).toEqual([[1]]);
});

test('a commit that cannot be made rolls back and lets go of the lock', async () => {
  const folder = await openTestFolder();
  const raw = openRaw(toUrl(join(folder, 'plain.db')));
  await raw('PRAGMA journal_mode = WAL');
  await raw('CREATE TABLE a(b INTEGER PRIMARY KEY)');
  await raw('CREATE TABLE c(d REFERENCES a(b) DEFERRABLE INITIALLY DEFERRED)');
  const adapter = await createAdapterFactory(toUrl(join(folder, 'plain.db'))).connect();
  onTestFinished(() => adapter.dispose());
  const transaction = await adapter.startTransaction();
  await transaction.executeRaw(statement('INSERT INTO c VALUES (7)'));
  await expect(transaction.commit()).rejects.toThrow();
  await raw('INSERT INTO a VALUES (7)');
  expect(await raw('SELECT * FROM c')).toEqual([]);
  await run(adapter, 'INSERT INTO c VALUES (7)');
  expect(await raw('SELECT * FROM c')).toEqual([{ d: 7 }]);
});

function openFiles(): number {
  return readdirSync('/proc/self/fd').length;
}
