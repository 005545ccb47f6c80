import { PrismaLibSql } from '@prisma/adapter-libsql';
import { BootFailure } from '../../domain/errors.ts';
import type { Clock } from '../../domain/ports.ts';
import { whileBusy } from '../retry.ts';
import { askForWriteLock, BEGIN, run } from './adapter.ts';
import { isBusy, kindOf, reasonOf } from './failures.ts';
import { type Location, toUrl } from './location.ts';

/** The ownership of a database; the system ends it with the process, however that dies. */
export interface Ownership {
  release(): Promise<void>;
}

/**
 * Makes this process the only Flatline on the database: a transaction on `<file>.lock` that never
 * ends. Waits up to `waitMs` for another to let go. Throws {@link BootFailure}.
 */
export async function own(location: Location, clock: Clock, waitMs: number): Promise<Ownership> {
  try {
    const connection = await new PrismaLibSql({ url: toUrl(`${location.path}.lock`) }).connect();
    try {
      await whileBusy({ clock, isBusy, until: clock.now() + waitMs }, async () => {
        await askForWriteLock(connection);
        await run(connection, BEGIN);
      });
    } catch (failure) {
      await connection.dispose();
      throw failure;
    }
    return {
      async release() {
        await run(connection, 'ROLLBACK');
        await connection.dispose();
      },
    };
  } catch (failure) {
    throw new BootFailure(sentenceOf(failure, location), failure);
  }
}

function sentenceOf(failure: unknown, { databaseUrl }: Location): string {
  return kindOf(failure) === 'busy'
    ? `another Flatline runs on DATABASE_URL (${databaseUrl}): stop that one, or name another file.`
    : `DATABASE_URL (${databaseUrl}) cannot be used: ${reasonOf(failure)}.`;
}
