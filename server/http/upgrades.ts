import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Clock } from '../domain/ports.ts';
import type { Millis } from '../domain/time.ts';

/** The parts that {@link createUpgrades} stands on. */
export interface UpgradesParts {
  server: Server;
  clock: Clock;
  /** Whether who asks may be answered. */
  allowRequest(req: IncomingMessage): { ok: boolean };
}

/** How long a handshake may stay unanswered. */
const UNANSWERED_GRACE: Millis = 5000;

/**
 * A listener for `upgrade`. As soon as anybody listens for it, Node hands out every request that
 * offers an upgrade and answers none by itself; so what nobody takes is ended here, and an offer
 * of HTTP/2 (Java's client makes one with its first request) is answered in HTTP/1.1.
 */
export function createUpgrades({ server, clock, allowRequest }: UpgradesParts) {
  return (req: IncomingMessage, socket: Duplex, head: Buffer): void => {
    // Socket.IO asks allowRequest itself, and ends what it does not understand.
    if (req.url?.startsWith('/socket.io/') && server.listenerCount('upgrade') > 1) return;
    if (req.headers.upgrade?.toLowerCase() !== 'websocket') {
      declineUpgrade(server, req, socket, head);
      return;
    }
    socket.on('error', () => socket.destroy());
    if (!allowRequest(req).ok) {
      socket.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
      return;
    }
    clock.after(UNANSWERED_GRACE, () => {
      if ('bytesWritten' in socket && socket.bytesWritten === 0) socket.destroy();
    });
  };
}

/** Reads the request once more, without the offer. */
function declineUpgrade(server: Server, req: IncomingMessage, socket: Duplex, head: Buffer): void {
  const lines = [`${req.method} ${req.url} HTTP/${req.httpVersion}`];
  for (let index = 0; index < req.rawHeaders.length; index += 2) {
    const [name = '', value = ''] = req.rawHeaders.slice(index, index + 2);
    if (!OFFER.includes(name.toLowerCase())) lines.push(`${name}: ${value}`);
  }
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]));
  server.emit('connection', socket);
}

const OFFER = ['upgrade', 'connection', 'http2-settings'];
