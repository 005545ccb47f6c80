import { type Browser, chromium } from '@playwright/test';

interface ChromiumSetup {
  findOrInstallChromium(signals: unknown): Promise<string>;
}

/** Opens the Chromium that `npm test` uses. Throws a sentence when there is none. */
export async function openBrowser(): Promise<Browser> {
  const setup = new URL('../scripts/setup/chromium.mjs', import.meta.url).href;
  const { findOrInstallChromium } = (await import(setup)) as ChromiumSetup;
  return chromium.launch({
    executablePath: await findOrInstallChromium({ check() {}, onFirst: () => () => {} }),
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
