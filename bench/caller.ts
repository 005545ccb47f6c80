import { Agent, type IncomingHttpHeaders, request } from 'node:http';

/** What a call over HTTP answered. */
export interface CallAnswer {
  status: number;
  text: string;
  headers: IncomingHttpHeaders;
}

/** Calls one server over connections that are kept open. */
export interface Caller {
  /** Sends a body as JSON. Throws when no answer comes. */
  call(method: string, path: string, body?: unknown): Promise<CallAnswer>;
  /** Lets go of the connections. */
  close(): void;
}

/**
 * A caller of the server at `url` with so many `connections` at once; what is beyond waits its turn.
 * A call that stands still for `timeoutMs` is lost, where that is given. It takes much less
 * processor time than `fetch` would.
 */
export function createCaller(parts: {
  url: string;
  connections: number;
  timeoutMs?: number;
}): Caller {
  const { url, connections, timeoutMs } = parts;
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const headers = { 'content-type': 'application/json' };
  const options = { agent, headers, ...(timeoutMs === undefined ? {} : { timeout: timeoutMs }) };
  return { call, close: () => agent.destroy() };

  function call(method: string, path: string, body?: unknown): Promise<CallAnswer> {
    return new Promise((resolve, reject) => {
      const sent = request(url + path, { ...options, method }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part) => {
          text += part;
        });
        response.on('end', () => {
          const { statusCode = 0, headers } = response;
          resolve({ status: statusCode, text, headers });
        });
        response.on('error', reject);
      });
      sent.on('timeout', () => sent.destroy(new Error('too late')));
      sent.on('error', (error: NodeJS.ErrnoException) => {
        // The server gave an idle connection up just when it was to be used again.
        if (sent.reusedSocket && error.code === 'ECONNRESET') resolve(call(method, path, body));
        else reject(error);
      });
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }
}
