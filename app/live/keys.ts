import type { RoomRequest } from '../../server/domain/events.ts';
import type { RunFilters } from './answers.ts';

/** Where things are in the query cache. */
export const KEYS = {
  board: ['board'] as const,
  olderDeaths: ['older deaths'] as const,
  watchdog: ['watchdog'] as const,
  sweeps: ['sweeps'] as const,
  gaps: ['gaps'] as const,
  nodes: ['nodes'] as const,
  /** Every list of runs, whatever its filters. */
  runs: ['runs'] as const,
  runsWith: (filters: RunFilters) => ['runs', filters] as const,
  run: (id: string) => ['run', id] as const,
};

/** One word for a room: `board`, or `run:` and the id. */
export function roomKey(room: RoomRequest): string {
  return room.room === 'board' ? 'board' : `run:${room.id}`;
}
