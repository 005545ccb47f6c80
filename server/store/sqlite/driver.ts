import type { Client, InStatement, InValue, ResultSet } from '@libsql/client';
import Database from 'libsql';
import AsyncDatabase from 'libsql/promise';
import { pathOf } from './location.ts';

/** Statements kept compiled on a connection. Those of the lists vary; the busy ones are a dozen. */
const KEPT = 100;

/** A commit that waits for the disk in a thread of libsql's own, while the process goes on. */
export const COMMIT_ASIDE = 'COMMIT TRANSACTION';

interface Prepared {
  columns: string[];
  types: string[];
  /** Null when it yields no rows. */
  all: ((args: InValue[]) => unknown[][]) | null;
  run(args: InValue[]): { changes: number };
}

/** A client of libsql as far as Prisma's adapter asks for one. */
export type Driver = Pick<Client, 'execute' | 'executeMultiple' | 'close'>;

/**
 * Speaks to a SQLite file as libsql's own client does, but keeps statements compiled: to compile the
 * one that reads runs takes longer than to read a dozen of them. Throws what libsql throws.
 *
 * All happens at once, in the calling thread, but for {@link COMMIT_ASIDE}.
 */
export function openDriver(url: string): Driver {
  const database = new Database(pathOf(url));
  const kept = new Map<string, Prepared>();

  return {
    async execute(asked: InStatement | string) {
      const { sql, args = [] } = typeof asked === 'string' ? { sql: asked } : asked;
      if (sql === COMMIT_ASIDE) {
        await AsyncDatabase.prototype.exec.call(database, sql);
        return { columns: [], columnTypes: [], rows: [], rowsAffected: 0 } as unknown as ResultSet;
      }
      return resultOf(prepared(sql), args as InValue[]);
    },
    async executeMultiple(script) {
      try {
        database.exec(script);
      } finally {
        if (database.inTransaction) database.exec('ROLLBACK');
      }
    },
    close() {
      kept.clear();
      database.close();
    },
  };

  /** The least recently used one goes. */
  function prepared(sql: string): Prepared {
    const known = kept.get(sql);
    const statement = known ?? prepare(database, sql);
    if (known !== undefined) kept.delete(sql);
    else if (kept.size >= KEPT) kept.delete(kept.keys().next().value ?? '');
    kept.set(sql, statement);
    return statement;
  }
}

function prepare(database: Database.Database, sql: string): Prepared {
  const statement = database.prepare(sql);
  statement.safeIntegers(true);
  const run = (args: InValue[]) => statement.run(args as unknown[]);
  try {
    statement.raw(true);
  } catch {
    return { columns: [], types: [], all: null, run };
  }
  const columns = statement.columns();
  return {
    columns: columns.map(({ name }) => name),
    types: columns.map(({ type }) => type ?? ''),
    all: (args) => statement.all(args as unknown[]) as unknown[][],
    run,
  };
}

function resultOf(statement: Prepared, args: InValue[]): ResultSet {
  const { columns, types: columnTypes } = statement;
  if (statement.all === null) {
    const { changes: rowsAffected } = statement.run(args.map(toSql));
    return { columns, columnTypes, rows: [], rowsAffected } as unknown as ResultSet;
  }
  const rows = statement.all(args.map(toSql));
  for (const row of rows) {
    for (const [index, value] of row.entries()) row[index] = fromSql(value);
  }
  // Prisma reads rows by their index alone.
  return { columns, columnTypes, rows, rowsAffected: 0 } as unknown as ResultSet;
}

function toSql(value: InValue): InValue {
  return typeof value === 'boolean' ? Number(value) : value;
}

/** What no number holds exactly is an error rather than another number. */
function fromSql(value: unknown): unknown {
  if (typeof value !== 'bigint')
    return Buffer.isBuffer(value) ? new Uint8Array(value).buffer : value;
  if (value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER)) {
    return Number(value);
  }
  throw new RangeError('A whole number in the database is too large to be read.');
}
