import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runQuietly } from './child.mjs';
import { SetupFailure, step } from './say.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const MAC = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

/** The path of a Chromium that runs; installs Debian's package when there is none and we may. */
export async function findOrInstallChromium(signals) {
  const named = process.env.CHROMIUM_PATH;
  if (named) {
    const program = pathsOf(named).find(runs);
    if (program !== undefined) return program;
    throw new SetupFailure(`CHROMIUM_PATH names ${named}, which does not run as a Chromium.`);
  }
  const found = await find();
  if (found !== undefined) return found;
  if (process.getuid?.() === 0 && runs('apt-get')) {
    await step('installing Chromium (apt-get install chromium)', () => installWithApt(signals));
    const installed = await find();
    if (installed !== undefined) return installed;
  }
  throw new SetupFailure(
    'The browser tests need a Chromium: install one (on Debian: sudo apt-get install chromium), or name one with CHROMIUM_PATH.',
  );
}

async function find() {
  return [...NAMES.flatMap(pathsOf), MAC, ...(await playwrightsOwn())].find(runs);
}

/** Where a program of this name may be: Playwright looks at no PATH. */
function pathsOf(name) {
  if (name.includes('/')) return [name];
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.map((folder) => join(folder, name)).filter((path) => existsSync(path));
}

async function playwrightsOwn() {
  const { chromium } = await import('playwright-core');
  const path = chromium.executablePath();
  return path && existsSync(path) ? [path] : [];
}

/** Running it is the only proof: Ubuntu's chromium-browser may be a note about a snap. */
function runs(program) {
  return spawnSync(program, ['--version'], { stdio: 'ignore', timeout: 20_000 }).status === 0;
}

async function installWithApt(signals) {
  const apt = (args) =>
    runQuietly({
      command: 'apt-get',
      args,
      env: { DEBIAN_FRONTEND: 'noninteractive' },
      signals,
      failure: `Chromium could not be installed: apt-get ${args[0]} failed, see above. Install one yourself, or name one with CHROMIUM_PATH.`,
    });
  await apt(['update']);
  // Without a font every text is empty boxes, and sizes are wrong.
  await apt(['install', '-y', '--no-install-recommends', 'chromium', 'fonts-liberation']);
}
