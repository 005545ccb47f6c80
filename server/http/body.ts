import { isUtf8 } from 'node:buffer';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Problem } from '../domain/errors.ts';
import { LIMITS } from '../domain/limits.ts';

/**
 * The JSON that a request carries; `undefined` when it has no body. Throws `Problem`:
 * `unsupported_media_type`, `too_large`, `invalid`.
 *
 * It reads the socket itself: after a refusal the rest of the body is read and dropped, so that
 * the client's next request on the same connection is answered (the server's request timeout ends
 * one that never ends).
 */
export async function readJson(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<unknown> {
  const { headers } = incoming;
  const length = headers['content-length'];
  const isChunked = headers['transfer-encoding'] !== undefined;
  if (!isChunked && (length === undefined || Number(length) === 0)) return undefined;
  const typeFault = mediaTypeFault(headers['content-type'], headers['content-encoding']);
  if (!isChunked && typeFault !== null) throw typeFault;
  if (Number(length ?? 0) > LIMITS.bodyBytes) throw tooLarge();
  if (waitsForContinue(incoming)) outgoing.writeContinue();
  const bytes = await collect(incoming);
  if (bytes.length === 0) return undefined;
  if (typeFault !== null) throw typeFault;
  return parse(bytes);
}

/** Whether the client keeps its body back until it is told `100 Continue`. */
export function waitsForContinue({ headers }: IncomingMessage): boolean {
  return headers.expect?.toLowerCase() === '100-continue';
}

function mediaTypeFault(type = '', encoding = 'identity'): Problem | null {
  // As nearly everyone writes it.
  if (type === 'application/json' && encoding === 'identity') return null;
  if (encoding.toLowerCase() !== 'identity') {
    return unsupported('The body must not be compressed: leave Content-Encoding out.');
  }
  const [essence = '', ...parameters] = type
    .toLowerCase()
    .split(';')
    .map((part) => part.trim());
  if (essence !== 'application/json') {
    return unsupported('The body must be JSON, and its Content-Type application/json.');
  }
  const charset = parameters.find((parameter) => parameter.startsWith('charset='));
  if (charset === undefined || /^charset="?utf-?8"?$/.test(charset)) return null;
  return unsupported('The body must be in UTF-8.');
}

function unsupported(detail: string): Problem {
  return new Problem('unsupported_media_type', detail);
}

function collect(incoming: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let chunks: Buffer[] = [];
    let bytes = 0;
    incoming.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= LIMITS.bodyBytes) {
        chunks.push(chunk);
        return;
      }
      chunks = [];
      reject(tooLarge());
    });
    incoming.on('end', () => resolve(whole(chunks)));
    const endEarly = () => {
      // Every request closes in the end; to make a problem of each takes longer than to read it.
      if (!incoming.complete) reject(endedEarly());
    };
    incoming.on('error', endEarly);
    incoming.on('close', endEarly);
  });
}

function whole(chunks: readonly Buffer[]): Buffer {
  const [first] = chunks;
  return first !== undefined && chunks.length === 1 ? first : Buffer.concat(chunks);
}

function parse(bytes: Buffer): unknown {
  if (!isUtf8(bytes)) throw new Problem('invalid', 'The body is not UTF-8.');
  const text = bytes.toString();
  try {
    return JSON.parse(text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text);
  } catch (error) {
    throw new Problem('invalid', `The body is not JSON: ${reasonOf(error)}.`);
  }
}

/** Some editors and libraries begin a text with it. */
const BYTE_ORDER_MARK = '\ufeff';

/** What the parser says of the client's own text, with the position where it knows it. */
function reasonOf(error: unknown): string {
  return error instanceof SyntaxError ? error.message : 'it cannot be read';
}

function endedEarly(): Problem {
  return new Problem('invalid', 'The body ended before it was complete.');
}

function tooLarge(): Problem {
  return new Problem(
    'too_large',
    `The body must be at most ${LIMITS.bodyBytes} bytes: send the events in several calls.`,
  );
}
