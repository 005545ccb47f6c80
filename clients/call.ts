/** What came of one call to the API. */
export type CallResult =
  /** 2xx with JSON. */
  | { kind: 'answered'; body: Record<string, unknown> }
  /** Worth another try: the network, a time-out, 408, 429 or 5xx; after `retryAfterMs` if it said so. */
  | { kind: 'unreachable'; retryAfterMs: number | null; why: string }
  /** 409 run_closed: the run is over. */
  | { kind: 'closed'; status: string }
  /** Will never go well. `events` are the indices of the events that are to blame, where it says so. */
  | { kind: 'refused'; why: string; events: number[] };

/** The time, and waiting for it. A wait in the background does not keep the process alive. */
export interface ReporterClock {
  now(): number;
  /** Calls `fire` once after `ms` milliseconds; the answer calls it off. */
  after(ms: number, fire: () => void, options?: { background: boolean }): () => void;
}

/** How long an answer may take before the call counts as lost, in milliseconds. */
const CALL_TIMEOUT = 30_000;

/** Posts JSON; never throws. */
export async function call(
  parts: { fetch: typeof fetch; clock: ReporterClock },
  url: string,
  body: unknown,
): Promise<CallResult> {
  const controller = new AbortController();
  const lift = parts.clock.after(CALL_TIMEOUT, () => controller.abort());
  try {
    const response = await parts.fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: controller.signal,
    });
    const text = await response.text();
    return judge(response.status, response.headers.get('retry-after'), parse(text));
  } catch (error) {
    return { kind: 'unreachable', retryAfterMs: null, why: String(error) };
  } finally {
    lift();
  }
}

function judge(status: number, retryAfter: string | null, body: unknown): CallResult {
  const fields = isRecord(body) ? body : null;
  if (status >= 200 && status < 300 && fields !== null) return { kind: 'answered', body: fields };
  if (status < 300 || status >= 500 || status === 408 || status === 429) {
    // A 200 without JSON comes from a proxy, not from Flatline.
    return { kind: 'unreachable', retryAfterMs: readDelay(retryAfter), why: `HTTP ${status}` };
  }
  if (fields?.code === 'run_closed' && isRecord(fields.run)) {
    return { kind: 'closed', status: String(fields.run.status) };
  }
  const why = typeof fields?.detail === 'string' ? fields.detail : `HTTP ${status}`;
  return { kind: 'refused', why, events: blamed(fields?.errors) };
}

/** Retry-After in seconds; its other form, a date, would be judged by another clock: left out. */
function readDelay(retryAfter: string | null): number | null {
  return retryAfter !== null && /^\d{1,4}$/.test(retryAfter) ? Number(retryAfter) * 1000 : null;
}

function blamed(errors: unknown): number[] {
  if (!Array.isArray(errors)) return [];
  const indices = errors.flatMap((error: unknown) => {
    const field = isRecord(error) ? /^events\[(\d+)\]/.exec(String(error.field)) : null;
    return field === null ? [] : [Number(field[1])];
  });
  return [...new Set(indices)];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
