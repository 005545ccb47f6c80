import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { Problem } from '../domain/errors.ts';
import type { Clock } from '../domain/ports.ts';
import type { Millis } from '../domain/time.ts';
import type { Admission } from './gateway.ts';
import { problemReply } from './problems.ts';
import type { Reply } from './reply.ts';

/** The parts that {@link createUpgrades} stands on. */
export interface UpgradesParts {
  server: Server;
  clock: Clock;
  /** Whether who asks may be answered. */
  allowRequest(req: IncomingMessage): Admission;
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
    if (req.headers.upgrade?.toLowerCase() !== 'websocket') {
      // Socket.IO ends what it does not understand.
      if (!isForSockets(server, req)) declineUpgrade(server, req, socket, head);
      return;
    }
    socket.on('error', () => socket.destroy());
    const admission = allowRequest(req);
    if (!admission.ok) {
      refuse(socket, problemReply(new Problem(admission.code, admission.message), ''));
      // Socket.IO would answer as well, with a 400: what has no path of its own is not its to answer.
      req.url = '/';
      return;
    }
    if (isForSockets(server, req)) return;
    clock.after(UNANSWERED_GRACE, () => {
      if ('bytesWritten' in socket && socket.bytesWritten === 0) socket.destroy();
    });
  };
}

function isForSockets(server: Server, req: IncomingMessage): boolean {
  return (req.url?.startsWith('/socket.io/') ?? false) && server.listenerCount('upgrade') > 1;
}

function refuse(socket: Duplex, { status, headers, body }: Reply): void {
  const all = { ...headers, connection: 'close', 'content-length': Buffer.byteLength(body) };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
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
