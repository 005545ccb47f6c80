import type { RunEvent } from '../../server/domain/report.ts';
import type { Random } from '../../sim/engine/random.ts';

/** What was acknowledged of one run, and so must be in the file. */
export interface Life {
  id: string;
  /** Events, the end counted in; their `seq` counts up from 0. */
  events: number;
  lines: number;
  /** Phases that were opened; one comes with the start. */
  phases: number;
  /** How it ended, in the words of the store; null: it is still running. */
  ended: 'COMPLETED' | 'FAILED' | 'CANCELLED' | null;
}

/** The phase that every run starts in. */
export const FIRST_PHASE = 'phase-0';

/** A run of which nothing but its start was acknowledged. */
export function born(id: string): Life {
  return { id, events: 0, lines: 0, phases: 1, ended: null };
}

/** What a run says next: a sign of life, a count, a count and a line, or a new phase. */
export function nextEvents({ events, phases }: Life, random: Random): RunEvent[] {
  const progress = (seq: number): RunEvent => ({
    type: 'progress',
    seq,
    done: seq,
    total: 10_000,
    unit: 'pages',
    message: `page ${seq} of the catalogue`,
  });
  const kind = random.int(0, 9);
  if (kind < 3) return [{ type: 'heartbeat', seq: events }];
  if (kind < 7) return [progress(events)];
  if (kind === 9) return [{ type: 'phase', seq: events, phase: `phase-${phases}` }];
  const seq = events + 1;
  return [progress(events), { type: 'log', seq, level: 'info', message: `page ${seq} was read` }];
}

/** The last word of a run. */
export function lastEvent({ events }: Life, random: Random): RunEvent {
  const outcome = (['completed', 'completed', 'failed', 'cancelled'] as const)[random.int(0, 3)];
  return { type: 'finish', seq: events, outcome: outcome ?? 'completed' };
}

/** A run after these events of it were acknowledged. */
export function lived(life: Life, events: readonly RunEvent[]): Life {
  const count = (type: RunEvent['type']) => events.filter((event) => event.type === type).length;
  const finish = events.find((event) => event.type === 'finish');
  return {
    id: life.id,
    events: life.events + events.length,
    lines: life.lines + count('log'),
    phases: life.phases + count('phase'),
    ended: finish === undefined ? life.ended : ENDS[finish.outcome],
  };
}

const ENDS = { completed: 'COMPLETED', failed: 'FAILED', cancelled: 'CANCELLED' } as const;
