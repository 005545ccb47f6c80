import { PrismaLibSql } from '@prisma/adapter-libsql';
import { BootFailure } from '../domain/errors.ts';
import type { Clock } from '../domain/ports.ts';
import { askForWriteLock, BEGIN, run } from './adapter.ts';
import { kindOf, reasonOf } from './failures.ts';
import { type Location, toUrl } from './location.ts';
import { whileBusy } from './retry.ts';

/** The ownership of a database; the system ends it with the process, however that dies. */
export interface Ownership {
  release(): Promise<void>;
}

/**
 * Makes this process the only Flatline on the database: a transaction on `<file>.lock` that never
 * ends. Waits up to `waitMs` for another to let go. Throws {@link BootFailure}.
 */
export async function own(location: Location, clock: Clock, waitMs: number): Promise<Ownership> {
  const { databaseUrl, path } = location;
  try {
    const connection = await new PrismaLibSql({ url: toUrl(`${path}.lock`) }).connect();
    await whileBusy({ clock, until: clock.now() + waitMs }, async () => {
      await askForWriteLock(connection);
      await run(connection, BEGIN);
    });
    return {
      async release() {
        await run(connection, 'ROLLBACK');
        await connection.dispose();
      },
    };
  } catch (failure) {
    throw new BootFailure(
      kindOf(failure) === 'busy'
        ? `Another Flatline is running on DATABASE_URL (${databaseUrl}); stop it first or name another file.`
        : `The file beside DATABASE_URL (${databaseUrl}) that marks its owner, ${path}.lock, cannot be used: ${reasonOf(failure)}.`,
      failure,
    );
  }
}
