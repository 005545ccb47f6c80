import type { Socket } from 'socket.io';
import { Problem } from '../domain/errors.ts';
import type {
  BoardSnapshot,
  ClientEvents,
  Refusal,
  RoomRequest,
  RunSnapshot,
  ServerEvents,
} from '../domain/events.ts';
import type { Log, Snapshots } from '../domain/ports.ts';
import { parseRoomRequest, ROOMS_PER_SOCKET, roomOf } from './rooms.ts';

/** A connected dashboard. */
export type LiveSocket = Socket<ClientEvents, ServerEvents>;

/** The parts that {@link createSubscriptions} stands on. */
export interface SubscriptionsParts {
  snapshots: Snapshots;
  log: Log;
}

type Answer = BoardSnapshot | RunSnapshot | Refusal | { ok: true };

/** Serves what one socket asks for. A client may send anything at all: it gets a refusal for it. */
export function createSubscriptions({
  snapshots,
  log,
}: SubscriptionsParts): (socket: LiveSocket) => void {
  return (socket) => {
    /** The newest request for each room: a refusal of an older one leaves the room to it. */
    const newest = new Map<string, symbol>();

    socket.on('subscribe', (...sent: unknown[]) => {
      subscribe(parseRoomRequest(sent[0]))
        .then(answerOf(sent))
        .catch((error: unknown) => log.error('a subscription failed', { error }));
    });
    socket.on('unsubscribe', (...sent: unknown[]) => {
      answerOf(sent)(unsubscribe(parseRoomRequest(sent[0])));
    });

    async function subscribe(request: RoomRequest | null): Promise<Answer> {
      if (request === null) return UNCLEAR;
      const room = roomOf(request);
      // A socket is always in a room of its own.
      if (!socket.rooms.has(room) && socket.rooms.size > ROOMS_PER_SOCKET) return TOO_MANY;
      const token = Symbol();
      newest.set(room, token);
      await socket.join(room);
      const answer = await read(request);
      const goesOn = answer.ok && !('closed' in answer && answer.closed);
      if (!goesOn && newest.get(room) === token) leave(room);
      return answer;
    }

    function unsubscribe(request: RoomRequest | null): Answer {
      if (request === null) return UNCLEAR;
      leave(roomOf(request));
      return { ok: true };
    }

    function leave(room: string): void {
      newest.delete(room);
      void socket.leave(room);
    }
  };

  async function read(request: RoomRequest): Promise<BoardSnapshot | RunSnapshot | Refusal> {
    try {
      if (request.room === 'board') return await snapshots.board();
      return (await snapshots.run(request.id)) ?? noSuchRun(request.id);
    } catch (error) {
      if (error instanceof Problem && error.code === 'unavailable') {
        return { ok: false, code: 'unavailable', message: error.message };
      }
      log.error('a snapshot could not be made', { room: roomOf(request), error });
      return INTERNAL;
    }
  }
}

/** The client's acknowledgement, wherever it put it; without one the answer goes nowhere. */
function answerOf(sent: unknown[]): (answer: Answer) => void {
  const ack = sent.findLast((value) => typeof value === 'function');
  return (answer) => ack?.(answer);
}

function noSuchRun(id: string): Refusal {
  return { ok: false, code: 'not_found', message: `There is no run with the id ${id}.` };
}

const UNCLEAR: Refusal = {
  ok: false,
  code: 'invalid',
  message: 'A room is {"room": "board"} or {"room": "run", "id": a uuid}.',
};

const TOO_MANY: Refusal = {
  ok: false,
  code: 'invalid',
  message: `A connection can listen to ${ROOMS_PER_SOCKET} rooms at a time: unsubscribe from one first.`,
};

const INTERNAL: Refusal = {
  ok: false,
  code: 'internal',
  message: 'Something went wrong on the server; its log says what.',
};
