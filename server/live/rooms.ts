import type { RoomKind, RoomRequest } from '../domain/events.ts';
import { UUID_PATTERN } from '../domain/ids.ts';

/** The room of every dashboard's board. */
export const BOARD = 'board';

/** How many rooms one connection may be in at a time. */
export const ROOMS_PER_SOCKET = 200;

/** The room of one run's channel. */
export function runRoom(runId: string): string {
  return `run:${runId}`;
}

/** The room that a request names. */
export function roomOf(request: RoomRequest): string {
  return request.room === 'board' ? BOARD : runRoom(request.id);
}

/** What kind of room carries this name. */
export function kindOf(room: string): RoomKind {
  return room === BOARD ? 'board' : 'run';
}

/** A client's word as a request; null when it is none. Never throws, whatever was sent. */
export function parseRoomRequest(sent: unknown): RoomRequest | null {
  if (typeof sent !== 'object' || sent === null) return null;
  const { room, id } = sent as { room?: unknown; id?: unknown };
  if (room === 'board') return { room };
  if (room === 'run' && typeof id === 'string' && UUID_PATTERN.test(id)) return { room, id };
  return null;
}
