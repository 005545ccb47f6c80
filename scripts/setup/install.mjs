import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { runQuietly } from './child.mjs';

/** What npm writes last, so an install that was cut short has none. */
const INSTALLED = 'node_modules/.package-lock.json';

/**
 * Whether node_modules holds what package-lock.json asks for on this platform. npm's own record is
 * compared, so an install by hand counts, and one that a kill cut short does not.
 */
export async function isInstalled() {
  const [wanted, installed] = await Promise.all(['package-lock.json', INSTALLED].map(readPackages));
  return Object.entries(wanted)
    .filter(([path, entry]) => path.startsWith('node_modules/') && isForThisPlatform(entry))
    .every(([path, { version, integrity }]) => {
      const found = installed[path];
      const isSame = found?.version === version && found?.integrity === integrity;
      return found !== undefined && isSame && existsSync(`${path}/package.json`);
    });
}

/** Installs what package-lock.json asks for, development's packages too: they build the pages. */
export async function install(signals) {
  await rm(INSTALLED, { force: true });
  const [command, first] = npm();
  await runQuietly({
    command,
    // Nothing in Flatline needs an install script, and some would download from elsewhere.
    args: [...first, 'ci', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund'],
    signals,
    failure: 'The packages could not be installed: npm ci failed, see above.',
  });
}

async function readPackages(file) {
  const text = await readFile(file, 'utf8').catch(() => '{}');
  try {
    return JSON.parse(text).packages ?? {};
  } catch {
    return {};
  }
}

/** npm leaves out optional packages for other machines, and some that only those would need. */
function isForThisPlatform({ optional, os, cpu, libc }) {
  if (!optional) return true;
  return libc === undefined && admits(os, process.platform) && admits(cpu, process.arch);
}

function admits(list, own) {
  return Array.isArray(list) && list.includes(own);
}

/** The npm that runs us, or the one in the PATH. */
function npm() {
  const running = process.env.npm_execpath ?? '';
  return /npm-cli\.[cm]?js$/.test(running) ? [process.execPath, [running]] : ['npm', []];
}
