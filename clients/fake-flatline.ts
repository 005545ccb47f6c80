import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { NumberedEvent } from './outbox.ts';

/** One call that a test's server received. */
export interface Call {
  path: string;
  body: unknown;
  /** The body of a report. */
  events: NumberedEvent[];
  answer(status: number, body: unknown, headers?: Record<string, string>): void;
  /** Closes the connection without an answer. */
  hangUp(): void;
}

/** A server that receives what a reporter says; the test answers each call by hand. */
export interface FakeFlatline {
  url: string;
  /** The next call that nobody has looked at yet. */
  next(): Promise<Call>;
  /** How many calls wait for an answer now. */
  open(): number;
}

/** The answer to a report that was taken. */
export const TAKEN = { status: 'RUNNING', directive: 'continue', reason: null };

/** Listens on a free port until `atEnd`. */
export async function createFakeFlatline(
  atEnd: (work: () => Promise<void>) => void,
): Promise<FakeFlatline> {
  const arrived: Call[] = [];
  const waiting: ((call: Call) => void)[] = [];
  let open = 0;
  const server = createServer(async (req, res) => {
    open += 1;
    res.once('close', () => {
      open -= 1;
    });
    const call = await readCall(req, res);
    const taker = waiting.shift();
    if (taker === undefined) arrived.push(call);
    else taker(call);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  atEnd(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    open: () => open,
    next() {
      const call = arrived.shift();
      if (call !== undefined) return Promise.resolve(call);
      return new Promise((resolve) => waiting.push(resolve));
    },
  };
}

async function readCall(req: IncomingMessage, res: ServerResponse): Promise<Call> {
  let text = '';
  for await (const chunk of req.setEncoding('utf8')) text += chunk;
  const body: unknown = JSON.parse(text);
  return {
    path: req.url ?? '',
    body,
    events: Array.isArray(body) ? body : [],
    answer(status, answer, headers = {}) {
      res.writeHead(status, { 'content-type': 'application/json', ...headers });
      res.end(JSON.stringify(answer));
    },
    hangUp: () => void req.socket.destroy(),
  };
}
