import pg from 'pg';
import type { Clock, Log } from '../../server/domain/ports.ts';
import { addressOf } from '../../server/store/postgres/address.ts';
import { configOf } from '../../server/store/postgres/connection.ts';
import { createStore } from '../../server/store/store.ts';
import { type Digest, EMPTY, type Row, withRows } from './digest.ts';
import { MoveFailure } from './failure.ts';
import { nameOf } from './source.ts';
import { quoted, readTables, type Table } from './tables.ts';
import { parameterOf, postgresValue, wordsOf } from './values.ts';

/** An empty PostgreSQL database of Flatline's, in one transaction: all is there, or nothing. */
export interface Target {
  tables: readonly Table[];
  /** Throws {@link MoveFailure}, with the row that PostgreSQL does not take. */
  insert(table: Table, rows: readonly Row[]): Promise<void>;
  /** What the database says that it holds. */
  digest(table: Table): Promise<Digest>;
  /** Looks at the references, lets the numbers go on after `highest`, and commits. */
  commit(highest: ReadonlyMap<Table, number>): Promise<void>;
  /** Without a commit before, nothing was done but to migrate. */
  close(): Promise<void>;
}

const FETCH = 500;

/**
 * Migrates the database that `databaseUrl` names, for whose server it waits up to `waitMs`, and keeps
 * others from it. Throws `BootFailure` or {@link MoveFailure}.
 */
export async function openTarget(
  databaseUrl: string,
  { clock, log, waitMs }: { clock: Clock; log: Log; waitMs: number },
): Promise<Target> {
  const store = createStore({ databaseUrl, clock, log, lockRetryMs: waitMs });
  await store.start();
  await store.stop();
  // The last look at the references may take longer than a server's statement ever should.
  const client = new pg.Client({ ...configOf(addressOf(databaseUrl)), query_timeout: undefined });
  client.on('error', () => {});
  await client.connect();
  try {
    await client.query(`BEGIN; SET LOCAL statement_timeout = 0;
      SET LOCAL idle_in_transaction_session_timeout = 0`);
    const tables = await readTables(client);
    await claim(client, tables);
    return { tables, insert, digest, commit, close: () => client.end() };
  } catch (failure) {
    await client.end();
    throw failure;
  }

  async function insert(table: Table, rows: readonly Row[]): Promise<void> {
    await client.query('SAVEPOINT batch');
    try {
      await client.query(insertOf(table), parametersOf(table, rows));
      await client.query('RELEASE batch');
    } catch (failure) {
      await client.query('ROLLBACK TO batch');
      const [row] = rows;
      if (row === undefined || rows.length === 1) throw refused(nameOf(table, row ?? []), failure);
      // The half with the row that is to blame says its name.
      const half = Math.ceil(rows.length / 2);
      await insert(table, rows.slice(0, half));
      await insert(table, rows.slice(half));
    }
  }

  async function digest(table: Table): Promise<Digest> {
    await client.query(`DECLARE rows NO SCROLL CURSOR FOR
      SELECT ${table.columns.map(postgresValue).join(', ')} FROM ${quoted(table.name)}`);
    let digest = EMPTY;
    for (;;) {
      const { rows } = await client.query<unknown[]>({
        text: `FETCH ${FETCH} FROM rows`,
        rowMode: 'array',
      });
      if (rows.length === 0) break;
      const words = rows.map((row) =>
        table.columns.map(
          ({ kind }, n) => wordsOf(kind === 'double' ? 'double' : 'text', row[n]).words,
        ),
      );
      digest = withRows(digest, words);
    }
    await client.query('CLOSE rows');
    return digest;
  }

  async function commit(highest: ReadonlyMap<Table, number>): Promise<void> {
    try {
      await client.query('SET CONSTRAINTS ALL IMMEDIATE');
    } catch (failure) {
      throw refused('a row that names another', failure);
    }
    for (const sql of references(Array.from(highest.keys()), 'NOT DEFERRABLE'))
      await client.query(sql);
    for (const [table, most] of highest) {
      for (const { name, sequence } of table.columns) {
        if (sequence === null) continue;
        await client.query(
          `SELECT setval($1::regclass, GREATEST(most, 1), most > 0)
            FROM (SELECT GREATEST($2::bigint, MAX(${quoted(name)})) AS most FROM ${quoted(table.name)}) AS ids`,
          [sequence, most],
        );
      }
    }
    await client.query('COMMIT');
    // Without statistics PostgreSQL would plan as for an empty database at first.
    await client.query('ANALYZE');
  }
}

async function claim(client: pg.Client, tables: readonly Table[]): Promise<void> {
  const names = tables.map(({ name }) => quoted(name));
  try {
    await client.query(`LOCK TABLE ${names.join(', ')} IN EXCLUSIVE MODE`);
  } catch (failure) {
    throw new MoveFailure(`somebody is writing to it: ${(failure as Error).message}.`, {
      cause: failure,
    });
  }
  for (const { name } of tables) {
    const { rows } = await client.query(`SELECT 1 FROM ${quoted(name)} LIMIT 1`);
    if (rows.length > 0) {
      throw new MoveFailure(
        `it is not empty: there are rows in ${name}. Name a database that was just created.`,
      );
    }
  }
  for (const sql of references(tables, 'DEFERRABLE INITIALLY DEFERRED')) await client.query(sql);
}

/** A run may come before the one that it retries; both are there at the end. */
function references(tables: readonly Table[], when: string): string[] {
  return tables.flatMap(({ name, ownReferences }) =>
    ownReferences.map(
      (reference) => `ALTER TABLE ${quoted(name)} ALTER CONSTRAINT ${quoted(reference)} ${when}`,
    ),
  );
}

/** Each column is one array, so that a statement of any length is the same. */
function insertOf({ name, columns }: Table): string {
  const list = columns.map((column) => quoted(column.name)).join(', ');
  const cast = columns.map((column, n) => `c${n}::${column.type}`).join(', ');
  const arrays = columns.map((_, n) => `$${n + 1}::text[]`).join(', ');
  const named = columns.map((_, n) => `c${n}`).join(', ');
  return `INSERT INTO ${quoted(name)} (${list}) SELECT ${cast} FROM unnest(${arrays}) AS rows(${named})`;
}

function parametersOf({ columns }: Table, rows: readonly Row[]): (string | null)[][] {
  return columns.map(({ kind }, n) => rows.map((row) => parameterOf(kind, row[n] ?? null)));
}

function refused(what: string, failure: unknown): MoveFailure {
  const { message, detail } = failure as pg.DatabaseError;
  const said = [message, detail]
    .filter((part) => part !== undefined)
    .join('; ')
    .replace(/\.$/, '');
  return new MoveFailure(`PostgreSQL does not take ${what}: ${said}.`, { cause: failure });
}
