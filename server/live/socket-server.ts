import type { Server as HttpServer, IncomingMessage } from 'node:http';
import { Server } from 'socket.io';
import type { ProblemCode } from '../domain/errors.ts';
import type { ClientEvents, ServerEvents } from '../domain/events.ts';
import type { Log } from '../domain/ports.ts';

/** Socket.IO, typed both ways. */
export type SocketServer = Server<ClientEvents, ServerEvents>;

/** Whether a connection may be made; a refusal says why. */
export type AllowRequest = (
  req: IncomingMessage,
) => { ok: true } | { ok: false; code: ProblemCode; message: string };

/** The parts that {@link createSocketServer} stands on. */
export interface SocketServerParts {
  server: HttpServer;
  allowRequest: AllowRequest;
  log: Log;
}

/** Bytes of one message from a client: it only ever names a room. */
const MESSAGE_BYTES = 16 * 1024;

/** Milliseconds after which a WebSocket of another path that nobody has answered is ended. */
const UNANSWERED_UPGRADE_AFTER = 5000;

/** Where clients look unless told otherwise. */
const PATH = '/socket.io/';

/** Whether a request is for the channels. */
export function isSocketRequest(req: IncomingMessage): boolean {
  return req.url?.startsWith(PATH) ?? false;
}

/** Puts Socket.IO on a server whose request listener is registered already: it is passed what is not ours. */
export function createSocketServer({ server, allowRequest, log }: SocketServerParts): SocketServer {
  return new Server(server, {
    serveClient: false,
    perMessageDeflate: false,
    maxHttpBufferSize: MESSAGE_BYTES,
    // A dashboard learns within 20 s that the server is gone without a word.
    pingInterval: 10_000,
    pingTimeout: 10_000,
    connectTimeout: 10_000,
    // While developing, Next has a WebSocket of its own on this server: only what nobody answers ends.
    destroyUpgrade: true,
    destroyUpgradeTimeout: UNANSWERED_UPGRADE_AFTER,
    path: PATH,
    allowRequest(req, decide) {
      const verdict = decideSafely(req);
      decide(verdict.ok ? null : verdict.message, verdict.ok);
    },
  });

  function decideSafely(req: IncomingMessage): ReturnType<AllowRequest> {
    try {
      return allowRequest(req);
    } catch (error) {
      log.error('a handshake could not be judged', { error });
      return { ok: false, code: 'internal', message: 'The handshake could not be judged.' };
    }
  }
}
