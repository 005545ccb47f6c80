import {
  createServer as createHttpServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { type AddressInfo, createServer as createSocketServer } from 'node:net';
import { getRequestListener, RequestError } from '@hono/node-server';
import { Problem, type ProblemCode } from '../domain/errors.ts';
import { judgeAddress } from '../domain/guard.ts';
import type { Clock, Log } from '../domain/ports.ts';
import { toIso } from '../domain/time.ts';
import type { Api } from './api.ts';
import type { Busy } from './busy.ts';
import { bindLoopback, closeServer } from './loopback.ts';
import { asProblem, problemReply } from './problems.ts';
import { reply } from './reply.ts';
import { answerStarting } from './starting.ts';
import { createUpgrades } from './upgrades.ts';

/** The parts that {@link createGateway} stands on. */
export interface GatewayParts {
  /** One loopback address, or null: both families. */
  host: string | null;
  /** 0: any free one. */
  port: number;
  /** Hosts beside loopback, with or without a port. */
  allowedHosts: readonly string[];
  clock: Clock;
  log: Log;
}

/** Who answers once the server is ready. */
export interface Handlers {
  api: Pick<Api, 'fetch' | 'busy'>;
  pages(req: IncomingMessage, res: ServerResponse): unknown;
}

/** Whether a request may be answered; a refusal says why. */
export type Admission = { ok: true } | { ok: false; code: ProblemCode; message: string };

/** The port of the house: it listens, judges who asks, and passes each request to who answers it. */
export interface Gateway {
  /** Its request listener is registered; Socket.IO may be put on it. */
  server: Server;
  /** Where it listens: http://127.0.0.1:3000. */
  readonly url: string;
  readonly port: number;
  /** Listens, and answers 503 until opened. Throws `BootFailure` when the port cannot be had in 3 s. */
  listen(): Promise<void>;
  /** From now on the handlers answer. */
  open(handlers: Handlers): void;
  /** Judges a handshake of Socket.IO as a request is judged; refuses all until opened. */
  allowRequest(req: IncomingMessage): Admission;
  /** Closes both families; tolerates never-listened, twice, and a server that was closed already. */
  stop(): Promise<void>;
}

export function createGateway(parts: GatewayParts): Gateway {
  const { host, clock, log } = parts;
  let port = parts.port;
  let handlers: {
    busy: Busy;
    api: ReturnType<typeof getRequestListener>;
    pages: Handlers['pages'];
  } | null = null;

  const server = createHttpServer({ ...TIMEOUTS, requireHostHeader: false }, answer);
  const companion = createSocketServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    server.emit('connection', socket);
  });
  // The body is asked for where it is read; a refusal saves sending it.
  server.on('checkContinue', (req: IncomingMessage, res: ServerResponse) => {
    if (!isApi(pathOf(req))) res.writeContinue();
    server.emit('request', req, res);
  });
  server.on('upgrade', createUpgrades({ server, clock, allowRequest }));

  return {
    server,
    get url() {
      const name = host ?? '127.0.0.1';
      return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
    },
    get port() {
      return port;
    },
    async listen() {
      await bindLoopback({ server, companion, host, port: parts.port, clock, log });
      port = (server.address() as AddressInfo).port;
    },
    open({ api, pages }) {
      const listener = getRequestListener(api.fetch as Parameters<typeof getRequestListener>[0], {
        // Next shares this process and brings its own Request and Response.
        overrideGlobalObjects: false,
        autoCleanupIncoming: false,
        errorHandler: (error) => failedResponse(error),
      });
      handlers = { busy: api.busy, api: listener, pages };
    },
    allowRequest,
    async stop() {
      const closed = [closeServer(companion), closeServer(server)];
      server.closeAllConnections();
      await Promise.all(closed);
    },
  };

  function answer(req: IncomingMessage, res: ServerResponse): void {
    const path = pathOf(req);
    const verdict = judge(req);
    if (!verdict.ok) refuse(res, new Problem(verdict.code, verdict.message));
    else if (path === null) refuse(res, new Problem('invalid', 'The address is not a path.'));
    else if (handlers === null) answerStarting(req, res, path, toIso(clock.now()));
    else if (isApi(path)) {
      if (!handlers.busy(req, res, path)) void handlers.api(req, res);
    } else void draw(handlers.pages, req, res);
  }

  async function draw(
    pages: Handlers['pages'],
    req: IncomingMessage,
    res: ServerResponse,
  ): Promise<void> {
    for (const [name, value] of Object.entries(PAGE_HEADERS)) res.setHeader(name, value);
    try {
      await pages(req, res);
    } catch (error) {
      log.error('a page could not be drawn', { path: req.url, error });
      if (res.headersSent) res.destroy();
      else refuse(res, asProblem(error));
    }
  }

  function judge(req: IncomingMessage): ReturnType<typeof judgeAddress> {
    const claims = { hosts: headersOf(req, 'host'), origins: headersOf(req, 'origin') };
    return judgeAddress(claims, { port, allowedHosts: parts.allowedHosts });
  }

  function allowRequest(req: IncomingMessage): Admission {
    const verdict = judge(req);
    if (!verdict.ok || handlers !== null) return verdict;
    return { ok: false, code: 'starting', message: 'Flatline is starting; try again in a moment.' };
  }

  function refuse(res: ServerResponse, problem: Problem): void {
    reply(res, problemReply(problem, toIso(clock.now())));
  }

  /** What the adapter could not make a request of, or an answer. */
  function failedResponse(error: unknown): Response {
    const isTheirs = error instanceof RequestError;
    if (!isTheirs) log.error('a request failed', { error });
    const problem = isTheirs
      ? new Problem('invalid', 'The address cannot be read.')
      : asProblem(error);
    const { status, headers, body } = problemReply(problem, toIso(clock.now()));
    return new Response(body, { status, headers });
  }
}

/** Milliseconds. A reporter may keep its connection between two beats; a slow one holds no socket for good. */
const TIMEOUTS = {
  keepAliveTimeout: 65_000,
  headersTimeout: 15_000,
  requestTimeout: 60_000,
  connectionsCheckingInterval: 5_000,
};

/** No other site may frame a page whose buttons end runs. */
const PAGE_HEADERS = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
};

/** The path that was asked for; null for the forms that only a proxy is sent. */
function pathOf({ url = '' }: IncomingMessage): string | null {
  return url.startsWith('/') ? (url.split('?', 1)[0] ?? url) : null;
}

function isApi(path: string | null): boolean {
  return path === '/api' || path?.startsWith('/api/') === true || OPERATION.includes(path ?? '');
}

const OPERATION = ['/healthz', '/readyz', '/metrics'];

/** Every value of a header: Node keeps only the first of some. */
function headersOf({ rawHeaders }: IncomingMessage, wanted: string): string[] {
  const values: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index];
    if (name?.length === wanted.length && name.toLowerCase() === wanted) {
      values.push(rawHeaders[index + 1] ?? '');
    }
  }
  return values;
}
