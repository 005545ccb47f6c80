import { link, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { PrismaLibSql } from '@prisma/adapter-libsql';
import type { Clock } from '../server/domain/ports.ts';
import { whileBusy } from '../server/store/retry.ts';
import { type Connection, rowsOf } from '../server/store/sqlite/adapter.ts';
import { isBusy, kindOf, reasonOf } from '../server/store/sqlite/failures.ts';
import { toUrl } from '../server/store/sqlite/location.ts';

/** Rows of each table, by its name. */
export type Counts = Record<string, number>;

/** A copy that was made and looked at. */
export interface Copy {
  counts: Counts;
  bytes: number;
}

/** A copy that was not made. Its message is the sentence for whoever asked. */
export class CopyFailure extends Error {}

/** How long to try while another program keeps the database to itself, in milliseconds. */
const BUSY_FOR_MS = 10_000;

/**
 * Copies the database at `from` into the new file `to` as it is at one moment, while others use it,
 * and looks whether the copy is sound. `to` is there whole or not at all. Throws {@link CopyFailure}.
 */
export async function copyDatabase(from: string, to: string, clock: Clock): Promise<Copy> {
  if (!(await isThere(from))) throw new CopyFailure(`There is no database at ${from}.`);
  if (await isThere(to)) throw exists(to);
  if (!(await isThere(dirname(to)))) throw new CopyFailure(`There is no folder ${dirname(to)}.`);
  const partial = `${to}.${process.pid}.partial`;
  try {
    const before = await whileBusy({ clock, isBusy, until: clock.now() + BUSY_FOR_MS }, () =>
      within(from, (connection) => vacuumInto(connection, partial)),
    );
    const counts = await within(partial, lookAt);
    compare(before, counts);
    const { size: bytes } = await stat(partial);
    await flush(partial);
    await putInPlace(partial, to);
    await flush(dirname(to));
    return { counts, bytes };
  } catch (failure) {
    if (failure instanceof CopyFailure) throw failure;
    throw new CopyFailure(sentenceOf(failure, from), { cause: failure });
  } finally {
    for (const left of ['', '-journal', '-wal', '-shm']) await rm(partial + left, { force: true });
  }
}

/** What the source held: counts that the copy must have, or only its tables when others wrote meanwhile. */
interface Before {
  counts: Counts;
  isStill: boolean;
}

async function vacuumInto(connection: Connection, file: string): Promise<Before> {
  const version = () => single(connection, 'PRAGMA data_version');
  const first = await version();
  const counts = await countsOf(connection);
  if (counts.ScrapeRun === undefined) {
    throw new CopyFailure('That is a database, but none of Flatline: it has no runs.');
  }
  // A copy of the file would miss what is in the WAL; this reads as one transaction.
  await connection.executeScript(`VACUUM INTO '${file.replaceAll("'", "''")}'`);
  return { counts, isStill: (await version()) === first };
}

/** Looks at the whole copy; its counts. */
async function lookAt(connection: Connection): Promise<Counts> {
  const said = await single(connection, 'PRAGMA integrity_check');
  if (said !== 'ok') throw new CopyFailure(`The copy is not sound, so it was not kept: ${said}.`);
  return countsOf(connection);
}

function compare({ counts: expected, isStill }: Before, counts: Counts): void {
  const wrong = Object.entries(expected).filter(([table, count]) =>
    isStill ? counts[table] !== count : counts[table] === undefined,
  );
  const [[table] = []] = wrong;
  if (table === undefined) return;
  throw new CopyFailure(`The copy lacks rows of ${table}, so it was not kept.`);
}

async function countsOf(connection: Connection): Promise<Counts> {
  const tables = await rowsOf(
    connection,
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
  );
  const counts: Counts = {};
  for (const [name] of tables) {
    const quoted = String(name).replaceAll('"', '""');
    counts[String(name)] = Number(await single(connection, `SELECT COUNT(*) FROM "${quoted}"`));
  }
  return counts;
}

async function single(connection: Connection, sql: string): Promise<unknown> {
  return (await rowsOf(connection, sql))[0]?.[0];
}

/** A connection is given up after a failure: libsql never resets a statement that failed. */
async function within<T>(file: string, work: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = await new PrismaLibSql({ url: toUrl(file) }).connect();
  try {
    return await work(connection);
  } finally {
    await connection.dispose();
  }
}

/** Never over a file that has come meanwhile, where the file system can promise that. */
async function putInPlace(partial: string, to: string): Promise<void> {
  try {
    await link(partial, to);
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code === 'EEXIST' || (await isThere(to)))
      throw exists(to);
    await rename(partial, to);
  }
}

async function flush(path: string): Promise<void> {
  const handle = await open(path, 'r');
  await handle.sync();
  await handle.close();
}

async function isThere(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null;
}

function exists(file: string): CopyFailure {
  return new CopyFailure(`${file} is there already; it was left as it is. Name a new file.`);
}

function sentenceOf(failure: unknown, from: string): string {
  return kindOf(failure) === 'busy'
    ? `Another program keeps ${from} to itself; try again in a moment.`
    : `${from} could not be copied: ${reasonOf(failure)}.`;
}
