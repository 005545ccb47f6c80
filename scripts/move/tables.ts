import type pg from 'pg';
import { MoveFailure } from './failure.ts';

/** What a column holds, by its type on PostgreSQL. */
export type Kind = 'text' | 'time' | 'integer' | 'double' | 'boolean' | 'json';

/** A column of a table. */
export interface Column {
  name: string;
  kind: Kind;
  /** Its type, for casts. */
  type: string;
  /** What counts up for it; null: nothing. */
  sequence: string | null;
}

/** A table of Flatline's. */
export interface Table {
  name: string;
  columns: readonly Column[];
  /** The columns that name a row, for sentences. */
  key: readonly string[];
  /** References to the table itself: a row may come before the one that it names. */
  ownReferences: readonly string[];
}

const KINDS: Readonly<Record<string, Kind>> = {
  text: 'text',
  'timestamp(3) with time zone': 'time',
  integer: 'integer',
  'double precision': 'double',
  boolean: 'boolean',
  json: 'json',
};

/** Every table of a migrated database but Prisma's own, each after those that it refers to. */
export async function readTables(client: pg.ClientBase): Promise<Table[]> {
  const { rows: columns } = await client.query<ColumnRow>(COLUMNS);
  const { rows: references } = await client.query<Reference>(REFERENCES);
  const names = [...new Set(columns.map(({ table }) => table))];
  return inOrder(names, references).map((name) => {
    const own = columns.filter(({ table }) => table === name);
    return {
      name,
      columns: own.map(({ column, type, sequence }) => ({
        name: column,
        kind: kindOf(name, column, type),
        type,
        sequence,
      })),
      key: own.filter(({ isKey }) => isKey).map(({ column }) => column),
      ownReferences: references
        .filter(({ from, to }) => from === name && to === name)
        .map(({ constraint }) => constraint),
    };
  });
}

/** Names in an order in which each comes after those that it refers to. */
export function inOrder(
  names: readonly string[],
  references: readonly { from: string; to: string }[],
): string[] {
  const ordered: string[] = [];
  while (ordered.length < names.length) {
    const next = names.find(
      (name) =>
        !ordered.includes(name) &&
        references.every(({ from, to }) => from !== name || to === name || ordered.includes(to)),
    );
    if (next === undefined) throw new Error('The tables refer to one another in a circle.');
    ordered.push(next);
  }
  return ordered;
}

/** A name as SQL, on either engine. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

interface ColumnRow {
  table: string;
  column: string;
  type: string;
  sequence: string | null;
  isKey: boolean;
}

interface Reference {
  constraint: string;
  from: string;
  to: string;
}

function kindOf(table: string, column: string, type: string): Kind {
  const kind = KINDS[type];
  if (kind === undefined)
    throw new MoveFailure(`${table}.${column} is of a type that is not known: ${type}.`);
  return kind;
}

const COLUMNS = `SELECT c.relname AS "table", a.attname AS "column",
    format_type(a.atttypid, a.atttypmod) AS type,
    pg_get_serial_sequence(quote_ident(c.relname), a.attname) AS sequence,
    COALESCE(a.attnum = ANY (i.indkey), false) AS "isKey"
  FROM pg_class c
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
    AND c.relname <> '_prisma_migrations'
  ORDER BY c.relname, a.attnum`;

const REFERENCES = `SELECT conname AS "constraint", a.relname AS "from", b.relname AS "to"
  FROM pg_constraint JOIN pg_class a ON a.oid = conrelid JOIN pg_class b ON b.oid = confrelid
  WHERE contype = 'f' AND a.relnamespace = 'public'::regnamespace`;
