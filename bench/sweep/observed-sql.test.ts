import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { withClient } from './dataset.ts';
import { explain, fullScans, observe } from './observed-sql.ts';

describe('the observed statements', () => {
  test('are those that a client sent while it was watched, with what they were given', async () => {
    await using database = await setup();
    const observed = await observe(() => database.query('SELECT * FROM t WHERE a = ?', [7]));
    await database.query('SELECT 1', []);
    expect(observed).toEqual([{ sql: 'SELECT * FROM t WHERE a = ?', args: [7] }]);
  });

  test('are explained with their nesting, and a full scan is told from a search', async () => {
    await using database = await setup();
    const searched = await explain(database.url, { sql: 'SELECT * FROM t WHERE a = ?', args: [7] });
    expect(searched.join()).toContain('SEARCH t USING INDEX t_a');
    expect(fullScans(searched)).toEqual([]);
    const scanned = await explain(database.url, { sql: 'SELECT * FROM t WHERE b = 1', args: [] });
    expect(fullScans(scanned)).toEqual(['SCAN t']);
  });

  test('a scan of what was asked for is no full scan', async () => {
    await using database = await setup();
    const plan = await explain(database.url, {
      sql: 'SELECT * FROM json_each(?) j JOIN t ON t.a = j.value',
      args: ['[1]'],
    });
    expect(plan.length).toBeGreaterThan(1);
    expect(fullScans(plan)).toEqual([]);
  });
});

test('of what a subquery finds only its own scans count', async () => {
  await using database = await setup();
  const plans = await Promise.all(
    ['a = 7', 'b = 1'].map((where) =>
      explain(database.url, {
        sql: `SELECT group_concat(x, ',') FROM (SELECT a AS x FROM t WHERE ${where} ORDER BY a)`,
        args: [],
      }),
    ),
  );
  for (const plan of plans) expect(plan.join('\n')).toMatch(/^\s*SCAN \(subquery-\d+\)$/m);
  expect(plans.map((plan) => fullScans(plan).length)).toEqual([0, 1]);
});

async function setup() {
  const folder = await mkdtemp(join(tmpdir(), 'flatline-observed-'));
  const url = `file:${join(folder, 'a.db')}`;
  await withClient(url, (client) =>
    client.executeMultiple('CREATE TABLE t (a INTEGER, b INTEGER); CREATE INDEX t_a ON t (a);'),
  );
  return {
    url,
    query: (sql: string, args: number[]) =>
      withClient(url, (client) => client.execute({ sql, args })),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
