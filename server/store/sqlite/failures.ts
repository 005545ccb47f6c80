import { Problem } from '../../domain/errors.ts';
import type { FailureKind } from '../attempts.ts';

/**
 * Sorts a failure. `conflict`: another writer has inserted the same unique value meanwhile.
 * `other`: not the database's doing (an abort, a mistake of ours): to be passed on as it is.
 */
export function kindOf(failure: unknown): FailureKind {
  if (!(failure instanceof Error)) return 'other';
  const cause = driverCauseOf(failure);
  if (cause?.kind === 'SocketTimeout') return 'busy';
  if (cause?.kind === 'UniqueConstraintViolation') return 'conflict';
  if (cause !== undefined || UNOPENED.test(failure.message)) return 'database';
  return FAILURES_OF_PRISMA.has(failure.name) ? 'database' : 'other';
}

/** Whether the lock is busy: worth another try. */
export function isBusy(failure: unknown): boolean {
  return kindOf(failure) === 'busy';
}

/** Whether it is one row that the database refuses: without that row the others could be written. */
export function blamesOneRow(failure: unknown): boolean {
  const cause = driverCauseOf(failure instanceof Problem ? failure.cause : failure);
  if (cause?.kind === undefined) return false;
  return OF_ONE_ROW.has(cause.kind) || OF_ONE_ROW.has(Number(cause.originalCode) & PRIMARY_CODE);
}

/** What SQLite itself said, for the log and for a boot's sentence. */
export function reasonOf(failure: unknown): string {
  const cause = driverCauseOf(failure);
  const said = cause?.originalMessage ?? (failure instanceof Error ? failure.message : '');
  return said
    .replace(UNOPENED, '$1 cannot be opened; check that its folder may be written to')
    .replace(/^SQLITE_[A-Z_]+: /, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** What libsql says of a file that it can neither open nor make. */
const UNOPENED = /^ConnectionFailed\("Unable to open connection to local database (.*): \d+"\)$/;

/** Constraints by their kind; by their code in SQLite a constraint, too big, and the wrong type. */
const OF_ONE_ROW: ReadonlySet<string | number> = new Set([
  'UniqueConstraintViolation',
  'ForeignKeyConstraintViolation',
  'NullConstraintViolation',
  18,
  19,
  20,
]);
const PRIMARY_CODE = 0xff;

interface DriverCause {
  kind?: string;
  originalCode?: string;
  originalMessage?: string;
}

const FAILURES_OF_PRISMA = new Set([
  'PrismaClientKnownRequestError',
  'PrismaClientUnknownRequestError',
  'PrismaClientRustPanicError',
  'PrismaClientInitializationError',
  'LibsqlError',
  'SqliteError',
]);

/** The driver's error, bare or inside the one that Prisma makes of it. */
function driverCauseOf(failure: unknown): DriverCause | undefined {
  if (!(failure instanceof Error)) return undefined;
  if (failure.name === 'DriverAdapterError') return failure.cause as DriverCause;
  const { meta } = failure as { meta?: { driverAdapterError?: { cause?: DriverCause } } };
  return meta?.driverAdapterError?.cause;
}
