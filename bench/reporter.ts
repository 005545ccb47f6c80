import type { RunEvent } from '../server/domain/report.ts';
import { createCaller } from './caller.ts';

/** What a server answers to a reporter, as far as a bench looks at it. */
export interface Answer {
  /** The server's clock in milliseconds. */
  now: number;
  runId: string;
}

/** Reports runs over the public API. Throws when the server refuses. */
export interface Reporter {
  start(scraper: string, staleAfterSeconds: number): Promise<Answer>;
  report(runId: string, events: RunEvent[]): Promise<Answer>;
  /** Lets go of the connections. */
  close(): void;
}

/** Connections at once; what is beyond waits its turn. */
const CONNECTIONS = 32;

/** A reporter to the server at `url`. */
export function createReporter(url: string): Reporter {
  const caller = createCaller({ url, connections: CONNECTIONS });
  return {
    async start(scraper, staleAfterSeconds) {
      const body = await post('/api/runs', { scraper, staleAfterSeconds, phase: 'detail' });
      return { now: Date.parse(body.now), runId: body.run?.id ?? '' };
    },
    async report(runId, events) {
      const body = await post(`/api/runs/${runId}/events`, events);
      return { now: Date.parse(body.now), runId };
    },
    close: caller.close,
  };

  async function post(path: string, body: unknown): Promise<{ now: string; run?: { id: string } }> {
    const { status, text } = await caller.call('POST', path, body);
    if (status >= 300) throw new Error(`${path} was answered with ${status}: ${text}`);
    return JSON.parse(text);
  }
}
