import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** A hash of everything that these files and folders hold, tests left out; the missing count too. */
export async function fingerprint(places) {
  const hash = createHash('sha256');
  for (const place of places) {
    for (const file of await filesOf(place)) {
      hash
        .update(`${file}\0`)
        .update(await readFile(file))
        .update('\0');
    }
  }
  return hash.digest('hex');
}

/** A note, kept inside what was made, of what it was made from: it goes when that goes. */
export function stampIn(path) {
  return {
    matches: async (mark) => (await readFile(path, 'utf8').catch(() => '')) === mark,
    remove: () => rm(path, { force: true }),
    async write(mark) {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, mark);
    },
  };
}

async function filesOf(place) {
  const entries = await readdir(place, { withFileTypes: true }).catch((error) => error.code);
  if (entries === 'ENOTDIR') return [place];
  if (entries === 'ENOENT') return [];
  if (typeof entries === 'string') throw new Error(`${place} cannot be read (${entries}).`);
  const names = entries.filter(({ name }) => !/\.test\.\w+$/.test(name)).map(({ name }) => name);
  const nested = await Promise.all(names.sort().map((name) => filesOf(join(place, name))));
  return nested.flat();
}
