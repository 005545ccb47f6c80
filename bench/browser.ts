import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from '@playwright/test';

interface ChromiumSetup {
  findOrInstallChromium(signals: unknown): Promise<string>;
}

/** Opens the Chromium that `npm test` uses. Throws a sentence when there is none. */
export async function openBrowser(): Promise<Browser> {
  const setup = new URL('../scripts/setup/chromium.mjs', import.meta.url).href;
  const { findOrInstallChromium } = (await import(setup)) as ChromiumSetup;
  const program = await findOrInstallChromium({ check() {}, onFirst: () => () => {} });
  return chromium.launch({
    executablePath: pathOf(program),
    // A container without user namespaces cannot sandbox; nothing foreign is loaded.
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** Playwright takes a path; the set-up may answer with a name that the PATH knows. */
function pathOf(program: string): string {
  if (program.includes('/')) return program;
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.map((folder) => join(folder, program)).find(existsSync) ?? program;
}
