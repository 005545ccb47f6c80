import type { Hold } from '../domain/node.ts';
import type { ChangeFeed } from '../domain/ports.ts';
import type { Dialect } from './dialect.ts';
import type { Prisma } from './generated/sqlite/client.ts';

/** What takes statements of raw SQL, in the words of its engine. */
export interface Statements {
  /** What the engine says otherwise than Prisma can. */
  readonly sql: Dialect;
  query<Row>(query: Prisma.Sql): Promise<Row[]>;
  /** The number of rows that it changed. */
  execute(query: Prisma.Sql): Promise<number>;
  /**
   * What the engine calls the state that this transaction sees: another one after anybody's write,
   * its own included. Absent where others can write meanwhile, or where it is not known.
   */
  version?(): Promise<string>;
  /**
   * Notes runs that this transaction writes: with its commit the other nodes are told of them.
   * `sweepId`: the pass that ended them.
   */
  changed(runIds: Iterable<string>, sweepId?: string): void;
  /** Notes a pass that this transaction records; whom it changed is told before. */
  swept(sweepId: string): void;
}

/** What a job may do: everything but begin a transaction of its own. */
export interface Db extends Statements {
  /** What Prisma says well. */
  readonly models: Prisma.TransactionClient;
}

/**
 * Runs a job within a transaction of raw statements. Where so many wait for it that there is
 * something else to be done meanwhile, it is `shared`: an engine that stands still while it commits
 * does that aside then.
 */
export type Write = <T>(job: (db: Statements) => Promise<T>, shared?: boolean) => Promise<T>;

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

/** How an engine knows which processes live on its database. */
export interface Presence {
  /** Whether processes other than ours may. */
  readonly shared: boolean;
  /** See `NodeStore.time`. */
  time(): Promise<number | null>;
  /** See `NodeStore.claim`. */
  claim(id: string): Promise<void>;
  /** What is known of processes by their ids. */
  holds(): Promise<(id: string) => Hold>;
  /** See `TurnStore`. */
  takeTurn(): Promise<boolean>;
  endTurn(): Promise<void>;
  /** Lets go of what was claimed. */
  release(): Promise<void>;
}

/** The open database. */
export interface Session extends Jobs {
  /** What the other nodes of this database write. */
  readonly feed: ChangeFeed;
  /** Released before the session is closed. */
  readonly presence: Presence;
  /** Lets what was queued end, then closes and lets others have the database. */
  close(): Promise<void>;
}

/** A kind of database. */
export interface Engine {
  /** Owns, migrates and opens the database. Throws `BootFailure`, and has let go of it then. */
  open(): Promise<Session>;
}
