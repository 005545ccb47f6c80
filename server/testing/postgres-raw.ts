import pg from 'pg';
import type { TestDatabase } from './postgres-databases.ts';
import type { Raw, RawRow } from './store.ts';

/**
 * SQL on PostgreSQL as the tests write it for either engine: `?` for a value; times are text as
 * Flatline writes them to SQLite, JSON is text, and truth is 1 or 0.
 */
export function rawOnPostgres(database: Pick<TestDatabase, 'client' | 'spoil'>): Raw {
  let last: Promise<unknown> = Promise.resolve();
  return (sql, args = []) => {
    if (/^\s*(CREATE|ALTER|DROP)\b/i.test(sql)) database.spoil();
    let n = 0;
    const text = sql.replaceAll('?', () => `$${++n}`);
    const query = { text, values: [...args], types: AS_SQLITE };
    // One statement at a time, as on one connection to SQLite.
    const mine = last.then(() => database.client.query<RawRow>(query));
    last = mine.catch(() => {});
    return mine.then(({ rows }) => rows);
  };
}

const { BOOL, INT8, JSON: JSON_TYPE, TIMESTAMPTZ } = pg.types.builtins;

const PARSERS: Record<number, (text: string) => unknown> = {
  [BOOL]: (text) => (text === 't' ? 1 : 0),
  [INT8]: Number,
  [JSON_TYPE]: (text) => text,
  [TIMESTAMPTZ]: (text) => {
    const at = new Date(text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00'));
    return Number.isNaN(at.getTime()) ? text : at.toISOString().replace('Z', '+00:00');
  },
};

const AS_SQLITE = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    PARSERS[oid] ?? pg.types.getTypeParser(oid, format),
} as pg.CustomTypesConfig;
