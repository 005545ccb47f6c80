import type { RunEvent } from '../../server/domain/report.ts';

/** What ten events of a run are: counts, lines, signs of life, and the next phase. */
const MIX = [
  'progress',
  'log',
  'heartbeat',
  'progress',
  'log',
  'progress',
  'heartbeat',
  'log',
  'progress',
  'phase',
] as const;

/** How many log lines are among the first `count` events of a run. */
export function linesAmong(count: number): number {
  const kinds = Array.from({ length: count % MIX.length }, (_, seq) => MIX[seq]);
  const inTen = MIX.filter((kind) => kind === 'log').length;
  return Math.floor(count / MIX.length) * inTen + kinds.filter((kind) => kind === 'log').length;
}

/** The event of a run that carries this `seq`; they count up from 0. */
export function eventAt(seq: number): RunEvent {
  switch (MIX[seq % MIX.length]) {
    case 'progress':
      return { type: 'progress', seq, done: seq, total: 1_000_000, unit: 'pages' };
    case 'log':
      return { type: 'log', seq, level: 'info', message: `page ${seq} was read: 24 items` };
    case 'phase':
      return { type: 'phase', seq, phase: `category-${Math.floor(seq / MIX.length) % 7}` };
    default:
      return { type: 'heartbeat', seq };
  }
}

/** The body that carries `count` events from `seq` on: one bare event, or an array of them. */
export function bodyFrom(seq: number, count: number): string {
  if (count === 1) return JSON.stringify(eventAt(seq));
  return JSON.stringify(Array.from({ length: count }, (_, index) => eventAt(seq + index)));
}
