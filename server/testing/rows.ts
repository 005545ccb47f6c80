import type { InValue } from '@libsql/client';
import type { TestStore } from './store.ts';

/** Bound values of one statement are limited. */
const MOST_VALUES = 5000;

/** Inserts rows of these columns as another program would, many a statement. */
export async function insertRows(
  { raw }: Pick<TestStore, 'raw'>,
  table: string,
  rows: readonly Readonly<Record<string, InValue>>[],
): Promise<void> {
  const columns = Object.keys(rows[0] ?? {});
  const most = Math.floor(MOST_VALUES / columns.length);
  const place = `(${columns.map(() => '?').join(', ')})`;
  const names = columns.map((column) => `"${column}"`).join(', ');
  for (let from = 0; from < rows.length; from += most) {
    const part = rows.slice(from, from + most);
    await raw(
      `INSERT INTO "${table}" (${names}) VALUES ${part.map(() => place).join(', ')}
       ON CONFLICT DO NOTHING`,
      part.flatMap((row) => columns.map((column) => row[column] ?? null)),
    );
  }
}
