import type { ChangeNote } from '../../domain/ports.ts';

/** The channel of the notes, on every database of Flatline. */
export const CHANNEL = 'flatline';

/** What a transaction writes to runs, to be sent to the other nodes with its commit. */
export interface Notes {
  changed(runIds: Iterable<string>, sweepId?: string): void;
  swept(sweepId: string): void;
  /** The notes, in the order of their telling; each fits into one notification. */
  payloads(): string[];
}

/** A notification of PostgreSQL holds 8,000 bytes. */
const MOST_BYTES = 7900;
/** Beyond so many runs it is cheaper to look at everything that runs. */
const MOST_RUNS = 5000;

/** Collects what the node with this id writes in one transaction. */
export function createNotes(node: string): Notes {
  const runs = new Map<string, string | null>();
  const sweeps: string[] = [];
  return {
    changed(runIds, sweepId) {
      for (const id of runIds) runs.set(id, sweepId ?? runs.get(id) ?? null);
    },
    swept: (sweepId) => void sweeps.push(sweepId),
    payloads() {
      const ends = sweeps.map((swept) => JSON.stringify({ node, swept }));
      const changes = changesOf(node, runs);
      return [...(changes ?? [JSON.stringify({ node, all: true })]), ...ends];
    },
  };
}

/** What a notification says; null when this node sent it, or nobody that speaks as we do. */
export function readNote(payload: string | undefined, node: string): ChangeNote | null {
  const said = parsed(payload ?? '');
  if (said === null || said.node === node) return null;
  if (said.all === true) return { what: 'everything' };
  if (typeof said.swept === 'string') return { what: 'swept', sweep: said.swept };
  if (!Array.isArray(said.runs)) return null;
  const runs = said.runs.filter((id): id is string => typeof id === 'string');
  return { what: 'runs', runs, sweep: typeof said.sweep === 'string' ? said.sweep : null };
}

/** Null when there are too many, or one does not fit. */
function changesOf(node: string, runs: ReadonlyMap<string, string | null>): string[] | null {
  if (runs.size > MOST_RUNS) return null;
  const payloads: string[] = [];
  for (const sweep of new Set(runs.values())) {
    const its = [...runs].flatMap(([id, by]) => (by === sweep ? [id] : []));
    const room = MOST_BYTES - Buffer.byteLength(JSON.stringify({ node, runs: [], sweep }));
    for (const ids of parts(its, room)) {
      if (ids === null) return null;
      payloads.push(JSON.stringify({ node, runs: ids, sweep }));
    }
  }
  return payloads;
}

function* parts(ids: readonly string[], room: number): Generator<string[] | null> {
  let part: string[] = [];
  let bytes = 0;
  for (const id of ids) {
    const more = Buffer.byteLength(JSON.stringify(id)) + 1;
    if (more > room) yield null;
    if (bytes + more > room) {
      yield part;
      part = [];
      bytes = 0;
    }
    part.push(id);
    bytes += more;
  }
  if (part.length > 0) yield part;
}

function parsed(payload: string): Record<string, unknown> | null {
  try {
    const said: unknown = JSON.parse(payload);
    return typeof said === 'object' && said !== null ? { ...said } : null;
  } catch {
    return null;
  }
}
