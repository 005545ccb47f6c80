import { connect, type Socket } from 'node:net';

/** One answer, and how long it took from the first byte sent, in milliseconds. */
export interface Answered {
  status: number;
  body: string;
  ms: number;
}

/** A connection that is kept open, for one request at a time. */
export interface Connection {
  /** Throws when the connection ends before the answer is there. */
  post(path: string, body: string): Promise<Answered>;
  close(): void;
}

/**
 * Speaks HTTP/1.1 on a bare socket: on two cores a client of Node's own would be measured as much
 * as the server. It understands answers that tell their length, as all of those measured do.
 */
export async function openConnection(url: string): Promise<Connection> {
  const { hostname, port, host } = new URL(url);
  const socket = await opened(hostname, Number(port));
  let received = '';
  let waiting: { settle(answer: Answered): void; fail(error: Error): void; since: number } | null =
    null;

  socket.setEncoding('latin1').on('data', (part: string) => {
    received += part;
    const answer = answerIn(received);
    if (answer === null || waiting === null) return;
    const { settle, since } = waiting;
    received = '';
    waiting = null;
    settle({ ...answer, ms: performance.now() - since });
  });
  const ended = (error?: Error) => {
    waiting?.fail(error ?? new Error('The connection ended before the answer was there.'));
    waiting = null;
  };
  socket.on('error', ended).on('close', () => ended());

  return {
    post(path, body) {
      return new Promise((settle, fail) => {
        waiting = { settle, fail, since: performance.now() };
        socket.write(
          `POST ${path} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\n` +
            `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
        );
      });
    },
    close: () => socket.destroy(),
  };
}

/** The answer that has come in whole; null while a part of it is missing. */
export function answerIn(received: string): Omit<Answered, 'ms'> | null {
  const head = received.indexOf('\r\n\r\n');
  if (head === -1) return null;
  const length = /\r\ncontent-length: (\d+)\r\n/i.exec(received.slice(0, head + 2))?.[1];
  if (length === undefined) throw new Error('The answer does not tell its length.');
  const body = received.slice(head + 4);
  if (body.length < Number(length)) return null;
  return { status: Number(received.slice(9, 12)), body };
}

function opened(host: string, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true }, () => resolve(socket));
    socket.once('error', reject);
  });
}
