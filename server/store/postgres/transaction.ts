import type pg from 'pg';
import type { Prisma } from '../generated/sqlite/client.ts';
import type { Statements } from '../jobs.ts';
import { postgresDialect } from './dialect.ts';
import { LostCommit, leavesConnection } from './failures.ts';
import type { NameOf } from './names.ts';
import { CHANNEL, createNotes, type Notes } from './notes.ts';

/** What runs statements: a connection, or a pool of them. */
export type Runner = Pick<pg.Pool | pg.ClientBase, 'query'>;

/** A transaction of raw statements on one connection. */
export interface OpenTransaction {
  readonly client: pg.PoolClient;
  readonly notes: Notes;
  /** Sends the notes and commits. After a failure nothing is written, unless only its answer was lost. */
  commit(): Promise<void>;
  /** Undoes all. `failure`: why, which tells whether the connection can be gone on with. */
  rollback(failure: unknown): Promise<void>;
}

/** Begins a transaction on a connection of `pool`; either of its ends gives the connection back. */
export async function begin(pool: pg.Pool, node: string): Promise<OpenTransaction> {
  const client = await pool.connect();
  const notes = createNotes(node);
  try {
    await client.query('BEGIN');
  } catch (failure) {
    client.release(true);
    throw failure;
  }
  return {
    client,
    notes,
    async commit() {
      try {
        await commit(client, notes.payloads());
      } catch (failure) {
        await undo(client, failure);
        throw failure;
      }
      client.release();
    },
    rollback: (failure) => undo(client, failure),
  };
}

/** The same statements as on SQLite, on one connection or on any. */
export function statementsOn(
  runner: Runner,
  nameOf: NameOf,
  notes: Pick<Notes, 'changed' | 'swept'>,
): Statements {
  const run = ({ text, values }: Prisma.Sql) =>
    runner.query({ name: nameOf(text), text, values: [...values] } as pg.QueryConfig);
  return {
    sql: postgresDialect,
    query: async <Row>(query: Prisma.Sql) => (await run(query)).rows as Row[],
    execute: async (query) => (await run(query)).rowCount ?? 0,
    changed: notes.changed,
    swept: notes.swept,
  };
}

/** In one message with the notes. Where a statement had failed unseen, COMMIT would roll back and say so. */
async function commit(client: pg.PoolClient, payloads: readonly string[]): Promise<void> {
  const notify = payloads.map(
    (payload) => `SELECT pg_notify('${CHANNEL}', ${client.escapeLiteral(payload)});`,
  );
  const answers: unknown = await client.query(`${notify.join('')}COMMIT`);
  const last = Array.isArray(answers) ? answers.at(-1) : answers;
  if ((last as pg.QueryResult).command !== 'COMMIT') {
    throw new LostCommit('The transaction was rolled back since one of its statements had failed.');
  }
}

/** A connection that may have died, or that would not answer, is given up. */
async function undo(client: pg.PoolClient, failure: unknown): Promise<void> {
  if (!leavesConnection(failure)) return client.release(true);
  try {
    await client.query('ROLLBACK');
    client.release();
  } catch {
    client.release(true);
  }
}
