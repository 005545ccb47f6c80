import { Problem } from '../../domain/errors.ts';
import type { FailureKind } from '../attempts.ts';

/** What went wrong, as far as PostgreSQL or the way to it said so. */
export interface Said {
  /** PostgreSQL's own five characters (SQLSTATE); null when the connection failed. */
  state: string | null;
  /** The system's code of a failed connection, such as ECONNREFUSED. */
  code: string | null;
  message: string;
}

/**
 * Sorts a failure. `busy`: two transactions met in a way that one had to go: worth another try.
 * `conflict`: another writer has inserted the same unique value meanwhile. `other`: not the
 * database's doing.
 */
export function kindOf(failure: unknown): FailureKind {
  const said = saidOf(failure);
  if (said === null) return 'other';
  if (said.state !== null && BUSY.has(said.state)) return 'busy';
  return said.state === UNIQUE_VIOLATION ? 'conflict' : 'database';
}

/** Whether it is one row that the database refuses: without that row the others could be written. */
export function blamesOneRow(failure: unknown): boolean {
  const state = saidOf(failure instanceof Problem ? failure.cause : failure)?.state;
  return state !== null && state !== undefined && OF_ONE_ROW.has(state.slice(0, 2));
}

/** Whether a row or a table was locked by others for as long as a session of ours waits for it. */
export function isLockTimeout(failure: unknown): boolean {
  return saidOf(failure)?.state === '55P03';
}

/** Whether the connection can be gone on with, once its transaction is rolled back. */
export function leavesConnection(failure: unknown): boolean {
  const said = saidOf(failure);
  return said === null || (said.state !== null && !/^(08|57|XX|25P03|0A000)/.test(said.state));
}

/** What PostgreSQL or the system said, for the log; no secret is in it. */
export function reasonOf(failure: unknown): string {
  const said = saidOf(failure);
  const message = said?.message || (failure instanceof Error ? failure.message : '');
  return (message || said?.code || '').replace(/\s+/g, ' ').trim();
}

/** What the caller is told; null when the failure is not the database's. */
export function sentenceOf(failure: unknown): string | null {
  switch (kindOf(failure)) {
    case 'busy':
      return LOCKED;
    case 'conflict':
      return 'The database was changed by another program at the same time; try again.';
    case 'database':
      return databaseSentence(saidOf(failure)?.state ?? null);
    case 'other':
      return null;
  }
}

/** Finds what was said in a failure of the driver, and in what Prisma makes of one. */
export function saidOf(failure: unknown): Said | null {
  if (!(failure instanceof Error)) return null;
  if (failure instanceof AggregateError) return saidOf(failure.errors[0]) ?? NOTHING;
  const { code, severity, syscall } = failure as Error & Partial<Record<string, string>>;
  const { message } = failure;
  if (severity !== undefined) return { state: code ?? null, code: null, message };
  if (syscall !== undefined) return { state: null, code: code ?? null, message };
  if (failure instanceof LostCommit || DRIVER.test(message)) return { ...NOTHING, message };
  const cause = adaptersCause(failure);
  if (cause !== undefined) {
    return {
      state: cause.originalCode ?? null,
      code: cause.kind ?? null,
      message: cause.originalMessage ?? '',
    };
  }
  const inner = (failure as { cause?: unknown }).cause;
  const within = inner === failure ? null : saidOf(inner);
  if (within !== null) return within;
  return OF_PRISMA.has(failure.name) ? { ...NOTHING, message } : null;
}

/** A commit that did not happen although nothing failed: something inside had failed before. */
export class LostCommit extends Error {}

const UNIQUE_VIOLATION = '23505';
/** A serialization failure, a deadlock. */
const BUSY: ReadonlySet<string> = new Set(['40001', '40P01']);
/** Values that are no such values, constraints, and what is too big. */
const OF_ONE_ROW: ReadonlySet<string> = new Set(['22', '23', '54']);

const NOTHING: Said = { state: null, code: null, message: '' };

function databaseSentence(state: string | null): string {
  if (state === null || /^(08|57)/.test(state)) return SILENT;
  return DATABASE[state] ?? UNUSUAL;
}

const LOCKED = 'What is to be written is locked by another program; try again in a moment.';
const SILENT = 'The database does not answer; try again in a moment.';
const UNUSUAL = 'The database does not answer as it should; try again in a moment.';
const DATABASE: Readonly<Record<string, string>> = {
  '55P03': LOCKED,
  '25006': 'The database may only be read now; try again in a moment.',
  '53100': 'The disk of the database is full.',
};

/** What node-postgres says without a code. */
const DRIVER =
  /^(Connection terminated|timeout e(xceeded|xpired)|Query read timeout|Client (has encountered|was closed)|Cannot use a pool|The server does not support SSL)/;

const OF_PRISMA = new Set([
  'PrismaClientKnownRequestError',
  'PrismaClientUnknownRequestError',
  'PrismaClientRustPanicError',
  'PrismaClientInitializationError',
]);

interface AdaptersCause {
  kind?: string;
  originalCode?: string;
  originalMessage?: string;
}

function adaptersCause(failure: Error): AdaptersCause | undefined {
  if (failure.name === 'DriverAdapterError') return failure.cause as AdaptersCause;
  const { meta } = failure as { meta?: { driverAdapterError?: { cause?: AdaptersCause } } };
  return meta?.driverAdapterError?.cause;
}
