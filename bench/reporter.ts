import type { RunEvent } from '../server/domain/report.ts';

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
}

/** A reporter to the server at `url`. */
export function createReporter(url: string): Reporter {
  return {
    async start(scraper, staleAfterSeconds) {
      const body = await post('/api/runs', { scraper, staleAfterSeconds, phase: 'detail' });
      return { now: Date.parse(body.now), runId: body.run?.id ?? '' };
    },
    async report(runId, events) {
      const body = await post(`/api/runs/${runId}/events`, events);
      return { now: Date.parse(body.now), runId };
    },
  };

  async function post(path: string, body: unknown): Promise<{ now: string; run?: { id: string } }> {
    const response = await fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path} was answered with ${response.status}: ${text}`);
    return JSON.parse(text);
  }
}
