import { connect, type Socket } from 'node:net';

/** An answer as it came over the wire. */
export interface RawAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** One connection on which a test writes what it likes, byte by byte. */
export interface RawConnection {
  socket: Socket;
  send(text: string | Buffer): void;
  /** The next answer; rejects when the connection ends before it is whole. */
  answer(): Promise<RawAnswer>;
  /** Resolves when the other side has closed. */
  closed: Promise<void>;
  [Symbol.dispose](): void;
}

/** Connects to `port`. An answer must tell its length, as all of ours do. */
export async function openRawConnection(port: number, host = '127.0.0.1'): Promise<RawConnection> {
  const socket = connect({ port, host });
  let received: Buffer = Buffer.alloc(0);
  let ended = false;
  let wake: () => void = () => {};
  const closed = new Promise<void>((resolve) => {
    socket.on('close', () => {
      ended = true;
      wake();
      resolve();
    });
  });
  socket.on('error', () => {});
  socket.on('data', (chunk) => {
    received = Buffer.concat([received, chunk]);
    wake();
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });

  return {
    socket,
    closed,
    send: (text) => void socket.write(text),
    async answer() {
      for (;;) {
        const whole = takeAnswer(received);
        if (whole !== null) {
          received = whole.rest;
          return whole.answer;
        }
        if (ended) throw new Error(`the connection ended after: ${received.toString()}`);
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    [Symbol.dispose]: () => void socket.destroy(),
  };
}

/** A request as text; `Host` is that of `port` unless it is given. */
export function rawRequest(
  port: number,
  line: string,
  headers: Record<string, string> = {},
  body = '',
): string {
  const all: Record<string, string> = { host: `127.0.0.1:${port}`, ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${line} HTTP/1.1\r\n${lines.join('')}\r\n${body}`;
}

function takeAnswer(received: Buffer): { answer: RawAnswer; rest: Buffer } | null {
  const headEnd = received.indexOf('\r\n\r\n');
  if (headEnd === -1) return null;
  const [line = '', ...lines] = received.subarray(0, headEnd).toString('latin1').split('\r\n');
  const headers = Object.fromEntries(
    lines.map((text) => {
      const colon = text.indexOf(':');
      return [text.slice(0, colon).toLowerCase(), text.slice(colon + 1).trim()];
    }),
  );
  const bodyEnd = headEnd + 4 + Number(headers['content-length'] ?? 0);
  if (received.length < bodyEnd) return null;
  const body = received.subarray(headEnd + 4, bodyEnd).toString();
  const answer = { status: Number(line.split(' ')[1]), headers, body };
  return { answer, rest: received.subarray(bodyEnd) };
}
