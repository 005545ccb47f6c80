import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A WebSocket on a plain TCP socket, so that a test can stop to read from it. */
export interface RawWebSocket {
  /** `pause` it, and what comes waits in the system, then on the server. */
  tcp: Socket;
  send(text: string): void;
  /** Resolves when the other side is gone. */
  closed: Promise<void>;
}

/** Opens a WebSocket; every text that comes is handed to `onText` as bytes. Throws when refused. */
export async function openRawWebSocket(
  { port, path, host = `127.0.0.1:${port}` }: { port: number; path: string; host?: string },
  onText: (text: Buffer) => void,
): Promise<RawWebSocket> {
  const tcp = connect({ port, host: '127.0.0.1', noDelay: true });
  const closed = new Promise<void>((resolve) => void tcp.once('close', () => resolve()));
  tcp.on('error', () => {});
  tcp.write(
    [
      `GET ${path} HTTP/1.1`,
      `Host: ${host}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      `Sec-WebSocket-Key: ${Buffer.alloc(16).toString('base64')}`,
      '\r\n',
    ].join('\r\n'),
  );
  let rest = await readHead(tcp);
  const take = (chunk: Buffer) => {
    rest = takeTexts(rest.length === 0 ? chunk : Buffer.concat([rest, chunk]), onText);
  };
  take(Buffer.alloc(0));
  tcp.on('data', take);
  return { tcp, closed, send: (text) => void tcp.write(maskedText(text)) };
}

/** Reads to the end of the answer's head; what came after it is the answer. Throws when refused. */
async function readHead(tcp: Socket): Promise<Buffer> {
  let received: Buffer = Buffer.alloc(0);
  while (!received.includes('\r\n\r\n')) {
    const [chunk] = await Promise.race([once(tcp, 'data'), once(tcp, 'close')]);
    if (!Buffer.isBuffer(chunk)) throw new Error(`the connection ended after: ${received}`);
    received = Buffer.concat([received, chunk]);
  }
  const end = received.indexOf('\r\n\r\n') + 4;
  const head = received.subarray(0, end).toString();
  if (!head.startsWith('HTTP/1.1 101')) throw new Error(`refused: ${received}`);
  return received.subarray(end);
}

/** Hands out every whole text; what is left is the answer. A server masks nothing. */
function takeTexts(received: Buffer, onText: (text: Buffer) => void): Buffer {
  let at = 0;
  while (received.length - at >= 2) {
    const short = (received[at + 1] ?? 0) & 0x7f;
    const head = short === 127 ? 10 : short === 126 ? 4 : 2;
    if (received.length - at < head) break;
    const length =
      short === 127
        ? Number(received.readBigUInt64BE(at + 2))
        : short === 126
          ? received.readUInt16BE(at + 2)
          : short;
    if (received.length - at < head + length) break;
    const isText = ((received[at] ?? 0) & 0x0f) === 1;
    if (isText) onText(received.subarray(at + head, at + head + length));
    at += head + length;
  }
  return received.subarray(at);
}

/** A short text as a client must send it; a mask of zeros leaves it as it is. */
function maskedText(text: string): Buffer {
  const bytes = Buffer.from(text);
  if (bytes.length > 125) throw new Error('only short texts are sent here');
  return Buffer.concat([Buffer.from([0x81, 0x80 | bytes.length, 0, 0, 0, 0]), bytes]);
}
