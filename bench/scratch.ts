import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Makes a folder for the temporary files of `name`; it goes when this process ends. */
export async function createScratch(name: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `flatline-${name}-`));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
