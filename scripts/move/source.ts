import { stat } from 'node:fs/promises';
import { createClient } from '@libsql/client';
import type { Clock } from '../../server/domain/ports.ts';
import { locate, pathOf, toUrl } from '../../server/store/sqlite/location.ts';
import { own } from '../../server/store/sqlite/lock.ts';
import type { Row } from './digest.ts';
import { MoveFailure } from './failure.ts';
import { quoted, type Table } from './tables.ts';
import { sqliteValue, wordsOf } from './values.ts';

/** Rows that were read, and what could not be. */
export interface Batch {
  rows: Row[];
  /** Values that the store itself cannot read: a sentence each. */
  unreadable: string[];
}

/** A SQLite database of Flatline's, as it is at one moment, while no server owns it. */
export interface Source {
  /** Its tables that are none of `tables`. Throws {@link MoveFailure} where one lacks something. */
  compare(tables: readonly Table[]): Promise<string[]>;
  count(table: Table): Promise<number>;
  /** All rows, some at a time. */
  batches(table: Table): AsyncIterable<Batch>;
  /** The highest number that was ever given to a row; 0 when none was. */
  highest(table: Table): Promise<number>;
  close(): Promise<void>;
}

/** Rows that are in memory at once. */
const BATCH = 500;

/**
 * Opens and owns the file that `databaseUrl` names; waits up to `waitMs` for a server that is stopping.
 * Throws `BootFailure` or {@link MoveFailure}.
 */
export async function openSource(
  databaseUrl: string,
  clock: Clock,
  waitMs: number,
): Promise<Source> {
  const named = pathOf(databaseUrl);
  // Opening would make one.
  if (!(await stat(named).catch(() => null))?.isFile()) {
    throw new MoveFailure(`there is no database at ${named}.`);
  }
  const location = await locate(databaseUrl);
  const ownership = await own(location, clock, waitMs);
  try {
    const client = createClient({ url: toUrl(location.path), intMode: 'bigint' });
    const reading = await client.transaction('read');
    const answer = async (sql: string, args: (bigint | string)[] = []) =>
      (await reading.execute({ sql, args })).rows;

    return {
      async compare(tables) {
        const found = new Map<string, string[]>();
        for (const { name } of await answer(TABLES)) {
          const columns = await answer('SELECT name FROM pragma_table_info(?)', [String(name)]);
          found.set(
            String(name),
            columns.map((column) => String(column.name)),
          );
        }
        for (const table of tables) compareOne(table, found.get(table.name));
        return [...found.keys()].filter((name) => !tables.some((table) => table.name === name));
      },
      count: async ({ name }) =>
        Number((await answer(`SELECT COUNT(*) AS n FROM ${quoted(name)}`))[0]?.n),
      async *batches(table) {
        const columns = table.columns.map(sqliteValue).join(', ');
        const sql = `SELECT rowid, ${columns} FROM ${quoted(table.name)} WHERE rowid > ? ORDER BY rowid LIMIT ${BATCH}`;
        for (let after = LEAST; ; ) {
          const rows = await answer(sql, [after]);
          const last = rows.at(-1);
          if (last === undefined) return;
          yield batchOf(
            table,
            rows.map((row) => table.columns.map((_, n) => row[n + 1])),
          );
          after = last[0] as bigint;
        }
      },
      async highest({ name }) {
        const [row] = await answer('SELECT seq FROM sqlite_sequence WHERE name = ?', [name]);
        return Number(row?.seq ?? 0);
      },
      async close() {
        reading.close();
        client.close();
        await ownership.release();
      },
    };
  } catch (failure) {
    await ownership.release();
    throw new MoveFailure(`${named} cannot be read: ${(failure as Error).message}.`, {
      cause: failure,
    });
  }
}

/** The rows in words. Throws {@link MoveFailure}, with its row, for what can be moved in no form. */
export function batchOf(table: Table, values: readonly (readonly unknown[])[]): Batch {
  const unreadable: string[] = [];
  const rows = values.map((row) =>
    table.columns.map(({ name, kind }, n) => {
      try {
        const value = wordsOf(kind, row[n]);
        if (value.unreadable) unreadable.push(`${name} of ${nameOf(table, row)}`);
        return value.words;
      } catch (failure) {
        throw new MoveFailure(
          `${name} of ${nameOf(table, row)} cannot be moved: ${(failure as Error).message}.`,
        );
      }
    }),
  );
  return { rows, unreadable };
}

/** Which row of a table this is, by its key. */
export function nameOf({ name, columns, key }: Table, row: readonly unknown[]): string {
  const parts = key.map((column) => {
    const value = row[columns.findIndex((each) => each.name === column)];
    return `${column} ${String(value)}`;
  });
  return `${name} (${parts.join(', ')})`;
}

function compareOne({ name, columns }: Table, found: readonly string[] | undefined): void {
  const lacking = columns.find((column) => !found?.includes(column.name));
  if (lacking !== undefined) {
    const what = found === undefined ? `no table ${name}` : `no column ${lacking.name} in ${name}`;
    throw new MoveFailure(
      `it has ${what}: it is none of Flatline's, or an older one's. Start this Flatline on it once, and stop it.`,
    );
  }
  const unknown = found?.find((column) => columns.every((each) => each.name !== column));
  if (unknown === undefined) return;
  throw new MoveFailure(
    `${name} has a column ${unknown}, which this Flatline does not know: a newer one made it.`,
  );
}

const LEAST = -(2n ** 63n);

const TABLES = `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
  AND name <> '_prisma_migrations'`;
