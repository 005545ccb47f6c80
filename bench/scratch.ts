import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Makes a folder for temporary files; it goes when this process ends. */
export async function createScratch(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'flatline-bench-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
