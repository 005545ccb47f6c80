import { createHash } from 'node:crypto';
import type { Migration } from './migration-files.ts';

/** A row of Prisma's `_prisma_migrations`. */
export interface RecordedMigration {
  name: string;
  checksum: string;
  finished: boolean;
  rolledBack: boolean;
}

/** What a database's history means to this code. */
export type HistoryVerdict =
  | { verdict: 'pending'; pending: Migration[] }
  /** A sentence about why the database must not be touched. */
  | { verdict: 'refused'; because: string };

/** What an engine calls a database, and what helps where a migration was left half done. */
export interface HistoryWords {
  another: string;
  remedy: string;
}

const WORDS_OF_FILES: HistoryWords = {
  another: 'file',
  remedy: 'restore the copy kept beside the file',
};

/**
 * Compares what a database says was applied with the migrations of this code. Pure. `foreign`: the
 * database has tables but no history.
 */
export function judgeHistory(
  recorded: readonly RecordedMigration[] | 'foreign',
  migrations: readonly Migration[],
  { another, remedy }: HistoryWords = WORDS_OF_FILES,
): HistoryVerdict {
  if (recorded === 'foreign') {
    return refused(`it holds tables that Flatline did not make; name another ${another}`);
  }
  const known = new Map(migrations.map((migration) => [migration.name, migration]));
  const applied = new Set<string>();
  for (const { name, checksum, finished, rolledBack } of recorded) {
    if (rolledBack) continue;
    const migration = known.get(name);
    if (migration === undefined) {
      return refused(`a newer Flatline has written it (migration ${name}); install that version`);
    }
    if (!finished) {
      return refused(`migration ${name} failed half way; ${remedy}`);
    }
    if (checksum !== checksumOf(migration)) {
      return refused(`migration ${name} was applied to it in another form than this code has`);
    }
    applied.add(name);
  }
  return { verdict: 'pending', pending: migrations.filter(({ name }) => !applied.has(name)) };
}

/** The checksum that Prisma records for a migration: sha256 of its file, in hex. */
export function checksumOf(migration: Migration): string {
  return createHash('sha256').update(migration.sql).digest('hex');
}

function refused(because: string): HistoryVerdict {
  return { verdict: 'refused', because };
}
