import type {
  ClosedRun,
  FieldError,
  ProblemBody,
  ProblemCode,
} from '../../server/domain/errors.ts';
import { monotonicNow, noteServerNow } from './clock.tsx';

/** A problem the API told, or `offline`: no answer came at all. */
export class ApiProblem extends Error {
  readonly title: string;
  /** The HTTP status; 0 without an answer. */
  readonly status: number;
  readonly code: ProblemCode | 'offline';
  readonly detail: string;
  readonly errors: FieldError[];
  /** The run a `run_closed` problem tells about. */
  readonly run: ClosedRun | null;
  readonly retryAfterSeconds: number | null;

  constructor(
    body: Pick<ProblemBody, 'title' | 'status' | 'detail' | 'errors' | 'run'> & {
      code: ProblemCode | 'offline';
    },
    retryAfterSeconds: number | null = null,
  ) {
    super(`${body.title}: ${body.detail}`);
    this.name = 'ApiProblem';
    this.title = body.title;
    this.status = body.status;
    this.code = body.code;
    this.detail = body.detail;
    this.errors = body.errors ?? [];
    this.run = body.run ?? null;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Milliseconds without an answer after which a call counts as failed. */
const ANSWER_WITHIN = 20_000;

/** GETs `path` (from `/api`). Throws {@link ApiProblem}, or the abort when `signal` is pulled. */
export function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  return call<T>(path, { method: 'GET', cache: 'no-store' }, signal);
}

/** POSTs `body` as JSON, or nothing. Throws {@link ApiProblem}. */
export function postJson<T>(path: string, body?: unknown): Promise<T> {
  return call<T>(path, { method: 'POST', ...(body === undefined ? {} : jsonOf(body)) });
}

/** PATCHes with `body` as JSON. Throws {@link ApiProblem}. */
export function patchJson<T>(path: string, body: unknown): Promise<T> {
  return call<T>(path, { method: 'PATCH', ...jsonOf(body) });
}

function jsonOf(body: unknown): RequestInit {
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

async function call<T>(path: string, init: RequestInit, signal?: AbortSignal): Promise<T> {
  const limit = AbortSignal.timeout(ANSWER_WITHIN);
  const requestedAt = monotonicNow();
  try {
    const response = await fetch(path, {
      ...init,
      signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
    });
    const body: unknown = await response.json().catch(() => null);
    if (!response.ok) throw problemOf(response, body);
    if (isRecord(body) && typeof body.now === 'string') noteServerNow(body.now, requestedAt);
    return body as T;
  } catch (failure) {
    if (failure instanceof ApiProblem || signal?.aborted) throw failure;
    throw noAnswer(limit.aborted);
  }
}

function problemOf(response: Response, body: unknown): ApiProblem {
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
  const seconds = Number.isFinite(retryAfter) ? retryAfter : null;
  if (isRecord(body) && typeof body.code === 'string' && typeof body.detail === 'string') {
    return new ApiProblem(body as unknown as ProblemBody, seconds);
  }
  // Not ours: a proxy in between, most likely.
  return new ApiProblem(
    {
      title: `The server answered ${response.status}`,
      status: response.status,
      code: response.status >= 500 ? 'unavailable' : 'invalid',
      detail: 'The answer did not come from Flatline. A proxy in between may be at fault.',
    },
    seconds,
  );
}

function noAnswer(timedOut: boolean): ApiProblem {
  return new ApiProblem({
    title: 'The server cannot be reached',
    status: 0,
    code: 'offline',
    detail: timedOut
      ? `It did not answer within ${ANSWER_WITHIN / 1000} seconds.`
      : 'No answer came. It may be restarting, or the network is down.',
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
