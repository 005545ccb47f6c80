import type { Socket } from 'socket.io-client';
import type {
  BoardSnapshot,
  ClientEvents,
  Refusal,
  RoomRequest,
  RunSnapshot,
  ServerEvents,
} from '../../server/domain/events.ts';
import { beginning, type Connection, type ConnectionEvent, tellConnection } from './connection.ts';
import type { Feed } from './feed.ts';
import { roomKey } from './keys.ts';

/** This tab's one connection: rooms by reference, asked for again after every connect. */
export interface Link {
  /** Wants a room until the answer is called. */
  join(room: RoomRequest): () => void;
  connection(): Connection;
  /** Calls `listener` whenever the connection changes. */
  subscribe(listener: () => void): () => void;
  /** The server was heard some other way (an HTTP answer). */
  heard(): void;
  /** Hears one kind of event, once the cache has it, until the answer is called. */
  on<Name extends keyof ServerEvents>(name: Name, handler: ServerEvents[Name]): () => void;
  /** Connects; the answer disconnects. */
  start(): () => void;
}

/** Parts of a link. Times in milliseconds; `now` is any clock that only goes forward. */
export interface LinkParts {
  socket: Socket<ServerEvents, ClientEvents>;
  feed: Feed;
  now: () => number;
  /** Learns the server's time from a payload. */
  note: (iso: string) => void;
  after: (ms: number, fire: () => void) => void;
  /** The socket is up again after it was lost: whatever else is shown is out of date. */
  onReturn: () => void;
  /** A run's room does not exist: HTTP tells why. */
  onRefused: (room: RoomRequest) => void;
}

const ACK_WITHIN = 10_000;
const ASK_AGAIN_AFTER = 2000;
const NAMES = [
  'run:started',
  'run:progressed',
  'run:finished',
  'run:failed',
  'run:suspected',
  'run:recovered',
  'run:stuck',
  'sweep:finished',
  'watchdog:changed',
  'channel:closed',
] as const satisfies readonly (keyof ServerEvents)[];

/** A link on a socket that is not yet connected. */
export function createLink(parts: LinkParts): Link {
  const { socket, feed } = parts;
  const wanted = new Map<string, { room: RoomRequest; by: number }>();
  const listeners = new Set<() => void>();
  const hearers = new Map<keyof ServerEvents, Set<unknown>>();
  let story = beginning(parts.now());
  let lostBefore = false;

  function tell(event: ConnectionEvent): void {
    const next = tellConnection(story, event, parts.now());
    if (next === story) return;
    story = next;
    for (const listener of [...listeners]) listener();
  }

  function ask(room: RoomRequest): void {
    const key = roomKey(room);
    feed.asking(room);
    socket
      .timeout(ACK_WITHIN)
      .emit(
        'subscribe',
        room,
        (lost: Error | null, answer: BoardSnapshot | RunSnapshot | Refusal) => {
          if (!wanted.has(key) || !socket.connected) return;
          if (lost !== null || isPassing(answer)) {
            parts.after(ASK_AGAIN_AFTER, () => wanted.has(key) && socket.connected && ask(room));
            return;
          }
          if (answer.ok) {
            parts.note(answer.now);
            feed.answered(room, answer);
            tell({ type: 'heard' });
          } else {
            parts.onRefused(room);
          }
          tell({ type: 'answered', room: key });
        },
      );
  }

  function connected(): void {
    const rooms = [...wanted.values()].map(({ room }) => room);
    tell({ type: 'connected', rooms: rooms.map(roomKey) });
    tell({ type: 'heard' });
    for (const room of rooms) ask(room);
    if (lostBefore) parts.onReturn();
  }

  function lost(): void {
    lostBefore = true;
    tell({ type: 'lost' });
    // Told to go (not cut off), the client library would stay away.
    if (!socket.active) parts.after(ASK_AGAIN_AFTER, () => started && socket.connect());
  }

  function hear<Name extends keyof ServerEvents>(name: Name): () => void {
    const handler = ((event: { now: string }) => {
      parts.note(event.now);
      call(feed.on[name], event);
      tell({ type: 'heard' });
      for (const listener of [...(hearers.get(name) ?? [])]) call(listener, event);
    }) as ServerEvents[Name];
    socket.on(name, handler as never);
    return () => void socket.off(name, handler as never);
  }

  let started = false;

  return {
    join(room) {
      const key = roomKey(room);
      const entry = wanted.get(key) ?? { room, by: 0 };
      entry.by += 1;
      wanted.set(key, entry);
      if (entry.by === 1 && socket.connected) ask(room);
      return () => {
        entry.by -= 1;
        if (entry.by > 0) return;
        wanted.delete(key);
        if (socket.connected) socket.emit('unsubscribe', room);
        tell({ type: 'answered', room: key });
      };
    },
    connection: () => story.connection,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    heard: () => tell({ type: 'heard' }),
    on(name, handler) {
      const known = hearers.get(name) ?? new Set();
      hearers.set(name, known.add(handler));
      return () => void known.delete(handler);
    },
    start() {
      started = true;
      const heard = () => tell({ type: 'heard' });
      const stops = NAMES.map((name) => hear(name));
      socket.on('connect', connected);
      socket.on('disconnect', lost);
      socket.on('connect_error', lost);
      socket.io.on('ping', heard);
      // Not at once: React starts everything twice while developing, and a socket that is closed
      // before it has opened complains.
      parts.after(0, () => started && socket.connect());
      return () => {
        started = false;
        for (const stop of stops) stop();
        socket.off('connect', connected);
        socket.off('disconnect', lost);
        socket.off('connect_error', lost);
        socket.io.off('ping', heard);
        socket.disconnect();
      };
    },
  };
}

function call(handler: unknown, event: unknown): void {
  (handler as (event: unknown) => void)(event);
}

/** Refused for now: the same question may well be answered in a moment. */
function isPassing(answer: BoardSnapshot | RunSnapshot | Refusal): boolean {
  return !answer.ok && (answer.code === 'unavailable' || answer.code === 'internal');
}
