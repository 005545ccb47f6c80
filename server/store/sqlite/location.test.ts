import { mkdir, realpath, stat, symlink, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { BootFailure } from '../../domain/errors.ts';
import { openTestFolder } from '../../testing/store.ts';
import { locate, toUrl } from './location.ts';

async function setup() {
  const folder = await realpath(await openTestFolder());
  return { folder, at: (...path: string[]) => join(folder, ...path) };
}

describe('the place of a database', () => {
  test('is relative to the working directory, and its folder is made', async () => {
    const { at } = await setup();
    const url = `file:./${relative(process.cwd(), at('deep', 'er', 'f.db'))}`;
    expect((await locate(url)).path).toBe(at('deep', 'er', 'f.db'));
    expect((await stat(at('deep', 'er'))).isDirectory()).toBe(true);
  });

  test('is one, by whatever name the file goes', async () => {
    const { at } = await setup();
    await mkdir(at('real'));
    await symlink(at('real'), at('folder'));
    await symlink(join('real', 'f.db'), at('link.db'));
    await writeFile(at('real', 'other.db'), '');
    await symlink(at('real', 'other.db'), at('other-link.db'));
    const path = async (name: string) => (await locate(`file:${at(name)}`)).path;
    expect(await path('folder/f.db')).toBe(at('real', 'f.db'));
    expect(await path('link.db')).toBe(at('real', 'f.db'));
    expect(await path('other-link.db')).toBe(at('real', 'other.db'));
  });

  test.each(['a b', 'ä', '100%', 'q?', 'h#'])('may have a name such as %s', async (name) => {
    const { at } = await setup();
    const found = await locate(toUrl(at(`${name}.db`)));
    expect(found.path).toBe(at(`${name}.db`));
  });

  test('may be written with three slashes', async () => {
    const { at } = await setup();
    expect((await locate(`file://${at('f.db')}`)).path).toBe(at('f.db'));
  });

  test.each(['', 'file:', 'postgres://db', 'file::memory:', 'file:a.db?mode=ro', 'file:%E0%A4%A'])(
    'is refused in one sentence when it is %j',
    async (url) => {
      const failure = await locate(url).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(BootFailure);
      expect((failure as Error).message).toMatch(/^DATABASE_URL .*\.$/);
    },
  );

  test('is refused when it is a folder', async () => {
    const { folder } = await setup();
    await expect(locate(`file:${folder}`)).rejects.toThrow(/names a folder/);
  });

  test.each([
    ['lies below a file', (file: string) => join(file, 'deeper', 'f.db')],
    ['is a file', (file: string) => join(file, 'f.db')],
    ['cannot be made where it would be', () => '/proc/flatline/deeper/f.db'],
  ])('is refused when its folder %s', async (_what, inside) => {
    const { at } = await setup();
    await writeFile(at('file'), '');
    const path = inside(at('file'));
    const failure = await locate(`file:${path}`).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(BootFailure);
    expect((failure as Error).message).toMatch(/the folder of DATABASE_URL .* cannot be used/);
  });
});
