import type { RunError, RunStatus } from './run.ts';

/** Every code a problem can carry; the table in `server/http/problems.ts` maps each to a status. */
export type ProblemCode =
  | 'invalid'
  | 'host_refused'
  | 'origin_refused'
  | 'not_found'
  | 'method_not_allowed'
  | 'run_closed'
  | 'too_large'
  | 'unsupported_media_type'
  | 'internal'
  | 'unavailable'
  | 'starting';

/** What is wrong with one field; the path is written `events[3].phase`. */
export interface FieldError {
  field: string;
  message: string;
}

/** The run a `run_closed` problem tells about. */
export interface ClosedRun {
  id: string;
  status: RunStatus;
  finishedAt: string | null;
  error: RunError | null;
}

/** What a problem may carry beside its code and its sentence. */
export interface ProblemExtras {
  errors?: FieldError[];
  run?: ClosedRun;
  directive?: 'stop';
  /** After how many seconds it is worth trying again, where that is not as its code says. */
  retryAfterSeconds?: number;
  cause?: unknown;
}

/** A failure that the caller is told about: a code, and a sentence that says what to do. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly errors?: FieldError[];
  readonly run?: ClosedRun;
  readonly directive?: 'stop';
  readonly retryAfterSeconds?: number;

  constructor(code: ProblemCode, detail: string, extras: ProblemExtras = {}) {
    super(detail, extras.cause === undefined ? undefined : { cause: extras.cause });
    this.name = 'Problem';
    this.code = code;
    this.errors = extras.errors;
    this.run = extras.run;
    this.directive = extras.directive;
    this.retryAfterSeconds = extras.retryAfterSeconds;
  }
}

/** A problem as it goes over the wire, after RFC 9457. */
export interface ProblemBody {
  type: string;
  title: string;
  status: number;
  code: ProblemCode;
  detail: string;
  errors?: FieldError[];
  run?: ClosedRun;
  directive?: 'stop';
}

/** A boot that cannot go on. Its message is the one sentence the operator reads. */
export class BootFailure extends Error {
  constructor(sentence: string, cause?: unknown) {
    super(sentence, cause === undefined ? undefined : { cause });
    this.name = 'BootFailure';
  }
}
