import type { RunRecord } from './run.ts';
import { signOfLife } from './staleness.ts';
import { type Millis, seconds, toIso, toIsoOrNull } from './time.ts';

/** How often a node says that it is alive, in milliseconds. */
export const BEAT_INTERVAL: Millis = seconds(5);

/** Who holds its lock no longer and says nothing for so long is gone; in milliseconds. */
export const GONE_AFTER: Millis = seconds(15);

/** How long nodes that have ended are remembered, in milliseconds. */
export const NODES_KEPT: Millis = seconds(7 * 24 * 60 * 60);

/** A clock that is further off than this, in milliseconds, is worth a sentence. */
export const SKEW_WORTH_A_WORD: Millis = 1000;

/** A server process as the store keeps it: one life of one node. */
export interface NodeRecord {
  id: string;
  /** Host and port, or as the settings name it: the next life of the same node has the same. */
  name: string;
  startedAt: Millis;
  /** When it last said that it is alive. */
  lastSeenAt: Millis;
  /** When it said that it stops. */
  stoppedAt: Millis | null;
  /** When another one found it gone. */
  goneAt: Millis | null;
  /** Its host's clock less the database's. */
  skewMs: number;
}

/**
 * What the database itself knows of a process: it holds its lock, or nobody does, or there can be
 * none but ours.
 */
export type Hold = 'held' | 'free' | 'impossible';

/** A node as the database sees it now. */
export interface SeenNode extends NodeRecord {
  hold: Hold;
}

/**
 * What is thought of another node. `alive` hears runs; `mute` holds its lock but says nothing (it
 * stands still, or its host is away); `unsure` has spoken lately but lost its lock; `absent` has
 * neither, though we have not listened for long enough to say that it is `gone`.
 */
export type NodeVerdict = 'alive' | 'mute' | 'unsure' | 'absent' | 'gone' | 'stopped';

/** Who looks at another node, and how long they have listened. */
export interface NodeView {
  now: Millis;
  /** Our own name while we start: our port is ours, so a former life of this node is over. */
  name: string | null;
  /** For how long it has said nothing while we could have heard it, in milliseconds. */
  unheardFor: Millis;
}

/**
 * Judges another node. Its lock is free once its process or its connection has ended, and a
 * database that restarts frees the locks of all: so everybody gets the time to come back.
 */
export function judgeNode(node: SeenNode, { now, name, unheardFor }: NodeView): NodeVerdict {
  if (node.stoppedAt !== null) return 'stopped';
  if (node.goneAt !== null || node.hold === 'impossible') return 'gone';
  const isRecent = now - node.lastSeenAt < GONE_AFTER;
  if (node.hold === 'held') return isRecent ? 'alive' : 'mute';
  if (node.name === name || unheardFor >= GONE_AFTER) return 'gone';
  return isRecent ? 'unsure' : 'absent';
}

/** What a start finds of the other nodes. */
export interface Company {
  /** Whether another one could hear runs: then none was unheard before this start. */
  heard: boolean;
  /** Whether no other one lives, as far as can be told. */
  alone: boolean;
  /** The latest moment at which another one is known to have lived; null: none. */
  lastAliveAt: Millis | null;
  others: ReadonlyMap<string, Other>;
}

/** Another node. */
export interface Other {
  /** Null where it was a former life of this one. */
  name: string | null;
  verdict: NodeVerdict;
  /** When it was known to be over; null: not before this start. */
  overSince: Millis | null;
}

/** Nobody else was ever there. */
export const ALONE: Company = { heard: false, alone: true, lastAliveAt: null, others: new Map() };

/** Sums up what a start at `now` under the name `name` finds of the others. */
export function companyOf(seen: readonly SeenNode[], now: Millis, name: string): Company {
  const others = new Map(
    seen.map((node) => [
      node.id,
      {
        name: node.name === name || node.hold === 'impossible' ? null : node.name,
        verdict: judgeNode(node, { now, name, unheardFor: 0 }),
        overSince: node.stoppedAt ?? node.goneAt,
      },
    ]),
  );
  const verdicts = [...others.values()].map(({ verdict }) => verdict);
  const times = seen.map((node) => Math.max(node.lastSeenAt, node.stoppedAt ?? 0));
  return {
    heard: verdicts.includes('alive'),
    alone: !verdicts.some((verdict) => ['alive', 'mute', 'unsure'].includes(verdict)),
    lastAliveAt: times.length === 0 ? null : Math.min(now, Math.max(...times)),
    others,
  };
}

/**
 * Whether a LOCAL run died with the process that executed it, as a start at `now` sees it. One that
 * spoke when its node was known to be over speaks through another: it lives. A run that nobody
 * claims is this server's when no other lives.
 */
export function isOrphan(
  run: RunRecord,
  nodeId: string | null,
  { others, alone }: Company,
  now: Millis,
): boolean {
  if (run.origin !== 'LOCAL') return false;
  if (nodeId === null) return alone;
  const other = others.get(nodeId);
  if (other === undefined) return true;
  if (other.verdict !== 'gone' && other.verdict !== 'stopped') return false;
  return other.overSince === null || signOfLife(run, now).at <= other.overSince;
}

/** A node as the outside sees it. */
export interface Node {
  id: string;
  name: string;
  startedAt: string;
  lastSeenAt: string;
  stoppedAt: string | null;
  goneAt: string | null;
  skewMs: number;
  /** Whether it is the one that answers. */
  self: boolean;
  state: NodeState;
}

/** How a node is, in short. */
export const NODE_STATES = ['alive', 'stopped', 'gone'] as const;
export type NodeState = (typeof NODE_STATES)[number];

/** A node in its outside form; `self` is the id of the one that answers. */
export function presentNode(node: NodeRecord, self: string): Node {
  const { id, name, startedAt, lastSeenAt, stoppedAt, goneAt, skewMs } = node;
  return {
    id,
    name,
    startedAt: toIso(startedAt),
    lastSeenAt: toIso(lastSeenAt),
    stoppedAt: toIsoOrNull(stoppedAt),
    goneAt: toIsoOrNull(goneAt),
    skewMs,
    self: id === self,
    state: stateOf(node),
  };
}

function stateOf({ stoppedAt, goneAt }: NodeRecord): NodeState {
  if (stoppedAt !== null) return 'stopped';
  return goneAt === null ? 'alive' : 'gone';
}
