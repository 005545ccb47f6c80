import { timeText } from '../../server/store/postgres/times.ts';
import { ms } from '../../server/store/sqlite/runs.sql.ts';
import { stamp } from '../../server/store/times.ts';
import { type Column, type Kind, quoted } from './tables.ts';

/** What SQLite answers of a value that the store itself cannot read, in place of the value. */
export const UNREADABLE = 'unreadable';

/** The time that PostgreSQL's store cannot read either. */
const NEVER = '-infinity';

/** The SQL of SQLite that reads a column as the store does. */
export function sqliteValue({ name, kind }: Column): string {
  const column = quoted(name);
  if (kind === 'time') {
    const millis = ms(column).sql;
    return `CASE WHEN ${column} IS NOT NULL THEN COALESCE(CAST(${millis} AS TEXT), '${UNREADABLE}') END`;
  }
  if (kind === 'json') {
    return `CASE WHEN ${column} IS NULL THEN NULL WHEN json_valid(${column}) THEN CAST(${column} AS TEXT) ELSE '${UNREADABLE}' END`;
  }
  if (kind !== 'text') return column;
  // The driver would end a text at a NUL, which PostgreSQL has no place for, and say nothing.
  const bytes = `CAST(${column} AS BLOB)`;
  return `CASE WHEN instr(${bytes}, x'00') > 0 THEN ${bytes} ELSE ${column} END`;
}

/** The SQL of PostgreSQL that reads a column in the same words. */
export function postgresValue({ name, kind }: Column): string {
  const column = quoted(name);
  // PostgreSQL writes fractions in another way than JavaScript: those come as numbers.
  if (kind === 'double') return column;
  if (kind !== 'time') return `${column}::text`;
  return `CASE WHEN isfinite(${column}) THEN (extract(epoch FROM ${column}) * 1000)::bigint::text ELSE ${column}::text END`;
}

/** A value in the words of a digest. `unreadable` says that the store cannot read it. */
export function wordsOf(kind: Kind, value: unknown): { words: string | null; unreadable: boolean } {
  if (value === UNREADABLE && kind === 'time') return { words: NEVER, unreadable: true };
  if (value === UNREADABLE && kind === 'json') return { words: null, unreadable: true };
  return { words: value === null ? null : text(kind, value), unreadable: false };
}

/** Words as PostgreSQL takes them. */
export function parameterOf(kind: Kind, words: string | null): string | null {
  if (kind !== 'time' || words === null || words === NEVER) return words;
  return timeText(stamp(Number(words)));
}

function text(kind: Kind, value: unknown): string {
  // Not the bytes themselves: what follows refuses the row by its key.
  if (value instanceof ArrayBuffer)
    throw new TypeError('it holds bytes, or a NUL, where a text should be');
  if (kind === 'boolean' && (value === 0n || value === 1n)) return String(value === 1n);
  if (kind === 'double' && typeof value === 'bigint') return String(Number(value));
  return String(value);
}
