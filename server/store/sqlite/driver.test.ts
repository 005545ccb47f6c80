import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openRaw, openTestFolder } from '../../testing/store.ts';
import { COMMIT_ASIDE, openDriver } from './driver.ts';
import { toUrl } from './location.ts';

/** A driver on a file with a table of one column, and another program on the same. */
async function setup() {
  const url = toUrl(join(await openTestFolder(), 'plain.db'));
  const raw = openRaw(url);
  await raw('PRAGMA journal_mode = WAL');
  await raw('CREATE TABLE t (a)');
  const driver = openDriver(url);
  onTestFinished(() => driver.close());
  return {
    raw,
    driver,
    rows: async (sql: string, args: unknown[] = []) =>
      (await driver.execute({ sql, args: args as never })).rows as unknown[],
  };
}

test('a statement that is kept sees what others have written since', async () => {
  const { rows, raw } = await setup();
  for (let n = 0; n < 3; n += 1) {
    expect(await rows('SELECT COUNT(*) FROM t WHERE a >= ?', [0])).toEqual([[n]]);
    await raw('INSERT INTO t VALUES (?)', [n]);
  }
});

test('a statement that is kept outlives a change of the schema', async () => {
  const { rows, raw } = await setup();
  await rows('INSERT INTO t VALUES (?) RETURNING a', [1]);
  await raw('CREATE INDEX i ON t (a)');
  expect(await rows('INSERT INTO t VALUES (?) RETURNING a', [2])).toEqual([[2]]);
  expect(await raw('SELECT a FROM t')).toEqual([{ a: 1 }, { a: 2 }]);
});

test('a statement works the same while it is kept and when it was given up', async () => {
  const { rows } = await setup();
  await rows('INSERT INTO t VALUES (7)');
  for (let round = 0; round < 2; round += 1) {
    for (let n = 0; n < 150; n += 1) {
      expect(await rows(`SELECT a + ${n} FROM t`)).toEqual([[7 + n]]);
    }
  }
});

test('what yields no rows tells how many it changed, in transactions too', async () => {
  const { driver, raw } = await setup();
  for (const sql of ['BEGIN', 'INSERT INTO t VALUES (1), (2)', 'COMMIT']) {
    await driver.execute(sql);
  }
  const { rowsAffected, rows } = await driver.execute('UPDATE t SET a = a + 1');
  expect([rowsAffected, rows]).toEqual([2, []]);
  expect(await raw('SELECT a FROM t')).toEqual([{ a: 2 }, { a: 3 }]);
});

test.each<[string, unknown, unknown]>([
  ['a text', 'é\u{1f600}', 'é\u{1f600}'],
  ['nothing', null, null],
  ['a fraction', 0.1, 0.1],
  ['a yes', true, 1],
  ['a big number', BigInt(Number.MAX_SAFE_INTEGER), Number.MAX_SAFE_INTEGER],
])('%s comes back', async (_what, sent, told) => {
  const { rows } = await setup();
  expect(await rows('INSERT INTO t VALUES (?) RETURNING a', [sent])).toEqual([[told]]);
});

test('a whole number that no number holds exactly is an error', async () => {
  const { rows, raw } = await setup();
  await raw('INSERT INTO t VALUES (9007199254740993)');
  await expect(rows('SELECT a FROM t')).rejects.toThrow(RangeError);
});

test('a script that stops half-way leaves no transaction open', async () => {
  const { driver, raw } = await setup();
  const script = 'BEGIN IMMEDIATE; INSERT INTO t VALUES (1); INSERT INTO nowhere VALUES (1)';
  await expect(driver.executeMultiple(script)).rejects.toThrow('nowhere');
  await raw('INSERT INTO t VALUES (2)');
  expect(await raw('SELECT a FROM t')).toEqual([{ a: 2 }]);
});

test('a commit aside is done when it is said to be, and the process goes on meanwhile', async () => {
  const { driver, raw } = await setup();
  await driver.execute('BEGIN IMMEDIATE');
  await driver.execute('INSERT INTO t VALUES (1)');
  const told: string[] = [];
  const committed = driver.execute(COMMIT_ASIDE).then(() => void told.push('committed'));
  await Promise.resolve().then(() => void told.push('went on'));
  await committed;
  expect(told).toEqual(['went on', 'committed']);
  expect(await raw('SELECT a FROM t')).toEqual([{ a: 1 }]);
});

test('a commit aside that fails throws as any other, and the connection can be used again', async () => {
  const { driver, rows } = await setup();
  const failures = await Promise.all(
    ['COMMIT', COMMIT_ASIDE].map((sql) => driver.execute(sql).catch((failure: unknown) => failure)),
  );
  expect(failures[1]).toEqual(failures[0]);
  expect(failures[1]).toMatchObject({ code: 'SQLITE_ERROR' });
  expect(await rows('INSERT INTO t VALUES (?) RETURNING a', [1])).toEqual([[1]]);
});
