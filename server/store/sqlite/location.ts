import { lstat, mkdir, readlink, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BootFailure } from '../../domain/errors.ts';

/** Where a database is. */
export interface Location {
  /** The setting as it was given, for sentences. */
  databaseUrl: string;
  /** The file, absolute and without symbolic links: two names of one file give one path. */
  path: string;
}

/**
 * Finds the file that `databaseUrl` (`file:` and a path, relative to the working directory) names,
 * and makes its folder. The file itself is never opened: closing any handle on it would drop the
 * locks that SQLite holds in this process. Throws {@link BootFailure}.
 */
export async function locate(databaseUrl: string): Promise<Location> {
  const named = pathOf(databaseUrl);
  try {
    await makeFolder(dirname(named));
    const path = await realPathOf(named);
    const found = await stat(path).catch(() => null);
    if (found?.isDirectory()) {
      throw new BootFailure(`DATABASE_URL (${databaseUrl}) names a folder; name a file in it.`);
    }
    return { databaseUrl, path };
  } catch (error) {
    if (error instanceof BootFailure) throw error;
    throw new BootFailure(
      `the folder of DATABASE_URL (${databaseUrl}) cannot be used: ${(error as Error).message}.`,
      error,
    );
  }
}

/** A path as a URL that libsql reads back as exactly that path. */
export function toUrl(path: string): string {
  return `file:${path.split('/').map(encodeURIComponent).join('/')}`;
}

/** The path that `databaseUrl` names, absolute. Throws {@link BootFailure}. */
export function pathOf(databaseUrl: string): string {
  const path = databaseUrl.startsWith('file:') ? databaseUrl.slice('file:'.length) : '';
  if (path === '' || path.startsWith(':memory:') || /[?#]/.test(path)) {
    throw new BootFailure(
      `DATABASE_URL (${databaseUrl}) must be file: and the path of a file, like file:./data/flatline.db.`,
    );
  }
  try {
    if (path.startsWith('//')) return fileURLToPath(databaseUrl);
    return resolve(decodeURIComponent(path));
  } catch (error) {
    throw new BootFailure(`DATABASE_URL (${databaseUrl}) is not a file: URL.`, error);
  }
}

/** `realpath`, also for a file that does not exist yet and for a link to one. */
async function realPathOf(path: string): Promise<string> {
  const here = join(await realpath(dirname(path)), basename(path));
  const found = await lstat(here).catch(() => null);
  if (!found?.isSymbolicLink()) return here;
  const target = resolve(dirname(here), await readlink(here));
  await makeFolder(dirname(target));
  return realPathOf(target);
}

/**
 * Makes a folder and those above it. Node's own `recursive` never ends where a file system answers
 * ENOENT for a folder whose parent is there (`/proc`).
 */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EEXIST' && (await stat(path)).isDirectory()) return;
    if (code !== 'ENOENT' || dirname(path) === path) throw error;
    await makeFolder(dirname(path));
    await mkdir(path);
  }
}
