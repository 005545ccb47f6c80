import type { Dialect } from './dialect.ts';
import type { Prisma } from './generated/sqlite/client.ts';

/** What takes statements of raw SQL, in the words of its engine. */
export interface Statements {
  /** What the engine says otherwise than Prisma can. */
  readonly sql: Dialect;
  query<Row>(query: Prisma.Sql): Promise<Row[]>;
  /** The number of rows that it changed. */
  execute(query: Prisma.Sql): Promise<number>;
  /** Notes runs that this transaction writes: with its commit the other nodes are told of them. */
  changed(runIds: Iterable<string>): void;
}

/** What a job may do: everything but begin a transaction of its own. */
export interface Db extends Statements {
  /** What Prisma says well. */
  readonly models: Prisma.TransactionClient;
}

/** Runs a job within a transaction of raw statements. */
export type Write = <T>(job: (db: Statements) => Promise<T>) => Promise<T>;

/** Jobs on the database. Its failures become `Problem('unavailable')`, the rest passes. */
export interface Jobs {
  read<T>(job: (db: Db) => Promise<T>): Promise<T>;
  /** One transaction, holding the write lock; jobs run one at a time, again when they collide. */
  write<T>(job: (db: Db) => Promise<T>): Promise<T>;
  /**
   * One turn of a writer, in which what it writes are transactions of their own, one after another,
   * without Prisma's client: that takes as long again as SQLite for a statement.
   */
  inTurn<T>(job: (write: Write) => Promise<T>): Promise<T>;
  /**
   * Resolves when a job could be written now. It takes the write lock and writes nothing, unless
   * the last job that wanted to write could not: then it takes more than the lock to tell.
   */
  prove(): Promise<void>;
  /** Whether it is one row that the database refuses: without that row the others could be written. */
  blamesOneRow(failure: unknown): boolean;
}

/** The open database. */
export interface Session extends Jobs {
  /** Lets what was queued end, then closes and lets others have the database. */
  close(): Promise<void>;
}

/** A kind of database. */
export interface Engine {
  /** Owns, migrates and opens the database. Throws `BootFailure`, and has let go of it then. */
  open(): Promise<Session>;
}
