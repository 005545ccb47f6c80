import { Problem, type ProblemBody, type ProblemCode } from '../domain/errors.ts';
import type { Reply } from './reply.ts';

/** What a code means over HTTP. */
export interface ProblemKind {
  status: number;
  title: string;
  /** Seconds after which it is worth trying again. */
  retryAfterSeconds?: number;
}

/** The one table from code to status. */
export const PROBLEM_KINDS: Readonly<Record<ProblemCode, ProblemKind>> = {
  invalid: { status: 400, title: 'The request is not valid' },
  host_refused: { status: 403, title: 'The host is not this server' },
  origin_refused: { status: 403, title: 'The origin is another site' },
  not_found: { status: 404, title: 'There is no such thing' },
  method_not_allowed: { status: 405, title: 'The method is not allowed here' },
  run_closed: { status: 409, title: 'The run is over' },
  too_large: { status: 413, title: 'The body is too large' },
  unsupported_media_type: { status: 415, title: 'The body must be JSON' },
  internal: { status: 500, title: 'Something went wrong in the server' },
  unavailable: { status: 503, title: 'The server cannot do this now', retryAfterSeconds: 2 },
  starting: { status: 503, title: 'The server is starting', retryAfterSeconds: 1 },
};

/** The media type of every problem. */
export const PROBLEM_TYPE = 'application/problem+json';

/** Headers of every answer of the API: nothing is sniffed, nothing is kept. */
export const API_HEADERS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
};

/** Any failure as a problem: what is not one is `internal`, and its message is not told. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return new Problem('internal', 'Something went wrong. The log of the server says what.', {
    cause: error,
  });
}

/** `problem` ready to be sent; `now` (ISO) goes along where it tells of times. */
export function problemReply(problem: Problem, now: string): Reply {
  const { status, title, ...kind } = PROBLEM_KINDS[problem.code];
  const retryAfterSeconds = problem.retryAfterSeconds ?? kind.retryAfterSeconds;
  const body: ProblemBody & { now?: string } = {
    type: `urn:flatline:problem:${problem.code}`,
    title,
    status,
    code: problem.code,
    detail: problem.message,
    ...(problem.errors === undefined ? {} : { errors: problem.errors }),
    ...(problem.run === undefined ? {} : { now, run: problem.run }),
    ...(problem.directive === undefined ? {} : { directive: problem.directive }),
  };
  return {
    status,
    headers: {
      ...API_HEADERS,
      'content-type': PROBLEM_TYPE,
      ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
    },
    body: JSON.stringify(body),
  };
}
