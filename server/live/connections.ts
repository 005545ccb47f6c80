import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Clock } from '../domain/ports.ts';

/** Milliseconds that busy connections get to end by themselves before they are cut. */
export const CLOSE_GRACE = 2000;

/** The open connections of an HTTP server, those handed to it by other listeners included. */
export interface Connections {
  /** Calls `close`, then resolves when no connection is left: after {@link CLOSE_GRACE} at the latest. */
  closeWith(close: () => Promise<void>): Promise<void>;
}

/** The parts that {@link createConnections} stands on. */
export interface ConnectionsParts {
  server: Server;
  clock: Clock;
  /** Whether `close` says goodbye on a connection that was upgraded by this request. */
  isOurs(upgrade: IncomingMessage): boolean;
}

/**
 * Follows a server's connections. A server that closes waits for connections on which nothing was
 * asked yet, for the WebSockets of others, for answers under way and for WebSocket clients that do
 * not say goodbye (30 s each): here the first two end at once, the third when they are sent, the
 * last after a grace.
 */
export function createConnections({ server, clock, isOurs }: ConnectionsParts): Connections {
  const open = new Set<Duplex>();
  const busy = new WeakSet<Duplex>();
  let closing = false;
  let whenGone = () => {};

  server.on('connection', (socket) => {
    open.add(socket);
    socket.once('close', () => {
      open.delete(socket);
      if (open.size === 0) whenGone();
    });
  });
  server.on('upgrade', (req, socket) => {
    if (isOurs(req)) busy.add(socket);
  });
  server.on('request', ({ socket }, res) => {
    busy.add(socket);
    res.once('close', () => {
      busy.delete(socket);
      if (closing) socket.end();
    });
  });

  return {
    async closeWith(close) {
      closing = true;
      for (const socket of open) if (!busy.has(socket)) socket.destroy();
      const callOff = clock.after(CLOSE_GRACE, () => {
        server.closeAllConnections();
        for (const socket of open) socket.destroy();
      });
      const gone = new Promise<void>((resolve) => {
        whenGone = resolve;
        if (open.size === 0) resolve();
      });
      try {
        await Promise.all([close(), gone]);
      } finally {
        callOff();
      }
    },
  };
}
