import type { NodeRecord, SeenNode } from './node.ts';
import type { Millis } from './time.ts';

/** The nodes on a database. Same errors as `RunStore`. */
export interface NodeStore extends TurnStore {
  /** Whether others may be on the database. */
  shared(): boolean;
  /** The database's time in milliseconds, fractions too; null where it is ours. */
  time(): Promise<number | null>;
  /**
   * Says that a node is alive: writes its row, and takes back that it was found gone. Rows of nodes
   * that ended before `forgetBefore` are removed.
   */
  beat(node: NodeRecord, forgetBefore?: Millis): Promise<void>;
  /** Says that a node stops. */
  stop(id: string, now: Millis): Promise<void>;
  /**
   * Holds the node's lock for as long as the process lives, taken anew where its connection was lost.
   * Where that is not possible now, it is at one of the next calls of `time`.
   */
  claim(id: string): Promise<void>;
  /** All nodes but this one, ended ones too. */
  others(id: string): Promise<SeenNode[]>;
  /** The nodes that have not ended but this one. */
  present(id: string): Promise<SeenNode[]>;
  /** Marks a node as gone if it has said nothing since; whether this call did. */
  markGone(node: NodeRecord, now: Millis): Promise<boolean>;
  /** The newest, the last heard first. */
  newest(limit: number): Promise<NodeRecord[]>;
  /** Of these runs the LOCAL ones whose node has ended, by id: its name, null where it is forgotten. */
  orphansAmong(runIds: readonly string[]): Promise<ReadonlyMap<string, string | null>>;
}

/**
 * Of several nodes one looks for the dead at a time. That saves work, and no more: the conditional
 * write decides who marks. Same errors as `RunStore`.
 */
export interface TurnStore {
  /** Takes the turn; false while another node has it. */
  takeTurn(): Promise<boolean>;
  /** Ends it; so does the end of the connection. */
  endTurn(): Promise<void>;
}

/** What a pass asks about the nodes. */
export interface Executors {
  /** See `NodeStore.orphansAmong`; nothing where the database is this node's alone. */
  orphansAmong(runIds: readonly string[]): Promise<ReadonlyMap<string, string | null>>;
}
