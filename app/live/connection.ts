/** How the tab hears the server: `catching-up` from connecting until every room has answered. */
export type ConnectionState = 'live' | 'catching-up' | 'offline';

/** The connection; times in milliseconds of one clock (for pages, the server's). */
export interface Connection {
  state: ConnectionState;
  /** When this state began. */
  since: number;
  /** When the server was last heard; null before the first time. */
  lastUpdateAt: number | null;
}

/** What happens to a connection. */
export type ConnectionEvent =
  /** The socket is up; these rooms are being asked for. */
  | { type: 'connected'; rooms: readonly string[] }
  /** The socket is down, or could not be brought up. */
  | { type: 'lost' }
  /** A room has answered, or nobody wants it any more. */
  | { type: 'answered'; room: string }
  /** The server was heard. */
  | { type: 'heard' };

/** A connection and the rooms that it still waits for. */
export interface ConnectionStory {
  connection: Connection;
  waitingFor: readonly string[];
}

/** Times of hearing closer than this (milliseconds) are one, so that frames do not redraw the badge. */
const HEARING_STEP = 1000;

/** Before the first attempt. */
export function beginning(now: number): ConnectionStory {
  return { connection: { state: 'catching-up', since: now, lastUpdateAt: null }, waitingFor: [] };
}

/** The story after `event` at `now`; the same object when nothing changed. */
export function tellConnection(
  story: ConnectionStory,
  event: ConnectionEvent,
  now: number,
): ConnectionStory {
  const { connection, waitingFor } = story;
  switch (event.type) {
    case 'connected':
      return {
        connection: moved(connection, event.rooms.length === 0 ? 'live' : 'catching-up', now),
        waitingFor: event.rooms,
      };
    case 'lost':
      if (connection.state === 'offline') return story;
      return { connection: moved(connection, 'offline', now), waitingFor: [] };
    case 'answered': {
      const rest = waitingFor.filter((room) => room !== event.room);
      if (rest.length === waitingFor.length) return story;
      return {
        connection: rest.length === 0 ? moved(connection, 'live', now) : connection,
        waitingFor: rest,
      };
    }
    case 'heard': {
      const { lastUpdateAt } = connection;
      if (lastUpdateAt !== null && Math.abs(now - lastUpdateAt) < HEARING_STEP) return story;
      return { connection: { ...connection, lastUpdateAt: now }, waitingFor };
    }
  }
}

function moved(connection: Connection, state: ConnectionState, now: number): Connection {
  return connection.state === state ? connection : { ...connection, state, since: now };
}
