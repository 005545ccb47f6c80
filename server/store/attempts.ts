import { Problem } from '../domain/errors.ts';
import type { Clock, Log } from '../domain/ports.ts';
import type { Millis } from '../domain/time.ts';
import { whileBusy } from './retry.ts';
import { createWriter } from './writer.ts';

/** What a failure means: the lock is busy (worth another try), the database failed, or neither. */
export type FailureKind = 'busy' | 'conflict' | 'database' | 'other';

/** What an engine knows of its failures. */
export interface Failures {
  kindOf(failure: unknown): FailureKind;
  /** What the caller is told; null when the failure is not the database's. */
  sentenceOf(failure: unknown): string | null;
  /** What the database itself said, for the log. */
  reasonOf(failure: unknown): string;
}

/** How jobs are tried, on any engine. Failures of the database become `Problem('unavailable')`. */
export interface Attempts {
  /** Runs a job, again and again while it meets a busy lock. */
  read<T>(job: () => Promise<T>): Promise<T>;
  /** A turn of the writer; until when it may try was settled when the turn was asked for. */
  inTurn<T>(job: (until: Millis) => Promise<T>): Promise<T>;
  /** Runs a transaction within a turn, once more when another writer took a unique value meanwhile. */
  transact<T>(until: Millis, transaction: () => Promise<T>): Promise<T>;
  /** The same, and remembers whether it was refused. */
  write<T>(until: Millis, transaction: () => Promise<T>): Promise<T>;
  /** Runs a transaction that proves that one could be written; it is told of a refusal before. */
  prove(transaction: (refusal: unknown) => Promise<void>): Promise<void>;
  /** Resolves when every turn has been had. */
  idle(): Promise<void>;
}

/** How long a job tries while another program holds a lock, from when it was asked for. */
const BUSY_FOR_MS = 2000;

/** Tries the jobs of one open database. */
export function createAttempts(parts: { clock: Clock; log: Log; failures: Failures }): Attempts {
  const { clock, log } = parts;
  const { kindOf, sentenceOf, reasonOf } = parts.failures;
  const isBusy = (failure: unknown) => kindOf(failure) === 'busy';
  const writer = createWriter();
  let failing = false;
  /** Why the last write was refused: a full disk still grants the lock. */
  let refusal: unknown = null;

  async function attempt<T>(until: Millis, job: () => Promise<T>): Promise<T> {
    try {
      const result = await whileBusy({ clock, until, isBusy }, job);
      if (failing) log.info('The database answers again');
      failing = false;
      return result;
    } catch (failure) {
      const sentence = sentenceOf(failure);
      if (sentence === null) throw failure;
      if (!failing) log.error(sentence, { reason: reasonOf(failure) });
      failing = true;
      throw new Problem('unavailable', sentence, { cause: failure });
    }
  }

  /** A unique value that another program took in between is there to be read the second time. */
  async function againOnConflict<T>(transaction: () => Promise<T>): Promise<T> {
    try {
      return await transaction();
    } catch (failure) {
      if (kindOf(failure) !== 'conflict') throw failure;
      return transaction();
    }
  }

  const attempts: Attempts = {
    read: (job) => attempt(clock.now() + BUSY_FOR_MS, job),
    inTurn(job) {
      const until = clock.now() + BUSY_FOR_MS;
      return writer.write(() => job(until));
    },
    transact: (until, transaction) => attempt(until, () => againOnConflict(transaction)),
    async write(until, transaction) {
      try {
        const result = await attempts.transact(until, transaction);
        refusal = null;
        return result;
      } catch (failure) {
        if (failure instanceof Problem && failure.code === 'unavailable') refusal = failure.cause;
        throw failure;
      }
    },
    async prove(transaction) {
      await attempts.inTurn((until) => attempts.transact(until, () => transaction(refusal)));
      refusal = null;
    },
    idle: () => writer.idle(),
  };
  return attempts;
}
