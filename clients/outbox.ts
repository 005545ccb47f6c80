import type { ReporterEvent } from './events.ts';

/** An event on its way, with its number within the run. */
export type NumberedEvent = ReporterEvent & { seq: number };

/** What waits to be sent, bounded. */
export interface Outbox {
  /** Takes an event in; nothing may follow a `finish`. */
  add(event: ReporterEvent): void;
  isEmpty(): boolean;
  /** The next batch, numbered. Until it is settled the answer is the same batch, for a retry. */
  take(): NumberedEvent[];
  /** The batch has arrived; or, with indices, these of its events were refused and go. */
  settle(refused?: readonly number[]): void;
  /** Forgets everything. */
  clear(): void;
}

/** The API takes 1,000 events and 1 MiB a call; half of that leaves room. */
const BATCH_EVENTS = 1000;
const BATCH_BYTES = 512 * 1024;

/**
 * An outbox whose numbers begin at `firstSeq`. A waiting heartbeat gives way to any other event,
 * a waiting progress to a newer one of the same phase; beyond `limit` events the oldest log lines
 * are dropped, and a line says how many. Phases, errors and the finish are never dropped.
 */
export function createOutbox({ firstSeq, limit }: { firstSeq: number; limit: number }): Outbox {
  let waiting: ReporterEvent[] = [];
  let flight: NumberedEvent[] = [];
  let nextSeq = firstSeq;
  let dropped = 0;
  let finished = false;

  return {
    add(event) {
      if (finished) return;
      finished = event.type === 'finish';
      if (event.type === 'heartbeat' && waiting.length > 0) return;
      waiting = withoutOvertaken(waiting, event);
      waiting.push(event);
      if (waiting.length <= limit) return;
      const oldest = waiting.findIndex(({ type }) => type === 'log');
      if (oldest === -1) return;
      waiting.splice(oldest, 1);
      dropped += 1;
    },
    isEmpty: () => waiting.length === 0 && flight.length === 0,
    take() {
      if (flight.length > 0) return flight;
      if (dropped > 0 && waiting[0] !== undefined) {
        waiting.unshift(droppedLine(dropped, waiting[0].at));
        dropped = 0;
      }
      const batch = waiting.splice(0, batchSize(waiting));
      flight = batch.map((event, index) => ({ ...event, seq: nextSeq + index }));
      nextSeq += flight.length;
      return flight;
    },
    settle(refused = []) {
      flight = refused.length === 0 ? [] : flight.filter((_, index) => !refused.includes(index));
    },
    clear() {
      waiting = [];
      flight = [];
      finished = true;
    },
  };
}

function withoutOvertaken(waiting: ReporterEvent[], event: ReporterEvent): ReporterEvent[] {
  const last = waiting.at(-1);
  if (last?.type === 'heartbeat') return waiting.slice(0, -1);
  if (event.type !== 'progress') return waiting;
  const phaseAt = waiting.findLastIndex(({ type }) => type === 'phase');
  return waiting.filter(({ type }, index) => type !== 'progress' || index < phaseAt);
}

/** How many of the waiting events fit one call: one at the least. */
function batchSize(waiting: readonly ReporterEvent[]): number {
  let bytes = 0;
  let size = 0;
  for (const event of waiting.slice(0, BATCH_EVENTS)) {
    bytes += new TextEncoder().encode(JSON.stringify(event)).length + 32;
    if (size > 0 && bytes > BATCH_BYTES) break;
    size += 1;
  }
  return size;
}

function droppedLine(count: number, at: string): ReporterEvent {
  return {
    type: 'log',
    level: 'warn',
    message: `${count} older log lines were dropped: Flatline could not be reached in time.`,
    at,
  };
}
