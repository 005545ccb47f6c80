import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { AtEnd } from './launch.ts';

const SCRIPTS = resolve(import.meta.dirname, '..');

/** A checkout in a temporary folder: the real commands over a server, a tsx and a Next of a few lines. */
export interface Checkout {
  root: string;
  /** Writes a file of the checkout. */
  write(file: string, text: string): void;
}

/** Makes a checkout that nobody has set up yet; it goes `atEnd`. */
export function createCheckout(atEnd: AtEnd): Checkout {
  const root = mkdtempSync(join(tmpdir(), 'flatline-checkout-'));
  atEnd(() => rmSync(root, { recursive: true, force: true, maxRetries: 3 }));
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  };
  cpSync(join(SCRIPTS, 'setup'), join(root, 'scripts/setup'), { recursive: true });
  cpSync(join(SCRIPTS, 'start.mjs'), join(root, 'scripts/start.mjs'));
  for (const [file, text] of Object.entries(FILES)) write(file, text);
  return { root, write };
}

const DEPENDENCIES = { next: 'file:vendor/next', tsx: 'file:vendor/tsx' };

const FILES: Record<string, string> = {
  'package.json': JSON.stringify({
    name: 'checkout',
    version: '1.0.0',
    type: 'module',
    scripts: { start: 'exec node scripts/start.mjs' },
    dependencies: DEPENDENCIES,
  }),
  'package-lock.json': JSON.stringify({
    name: 'checkout',
    version: '1.0.0',
    lockfileVersion: 3,
    requires: true,
    packages: {
      '': { name: 'checkout', version: '1.0.0', dependencies: DEPENDENCIES },
      'node_modules/next': { resolved: 'vendor/next', link: true },
      'node_modules/tsx': { resolved: 'vendor/tsx', link: true },
      'vendor/next': { version: '1.0.0' },
      'vendor/tsx': { version: '1.0.0' },
    },
  }),
  'vendor/next/package.json': JSON.stringify({ name: 'next', version: '1.0.0' }),
  // Fails where app/broken is, takes for ever where app/endless is.
  'vendor/next/dist/bin/next': `
    const { appendFileSync, existsSync, mkdirSync, writeFileSync } = require('node:fs');
    appendFileSync('builds', 'x');
    if (existsSync('app/broken')) {
      for (let line = 1; line <= 100; line += 1) console.log('line ' + line);
      process.exit(3);
    }
    if (existsSync('app/endless')) setInterval(() => {}, 1000);
    else {
      mkdirSync('.next', { recursive: true });
      writeFileSync('.next/BUILD_ID', 'one');
    }`,
  'vendor/tsx/package.json': JSON.stringify({
    name: 'tsx',
    version: '1.0.0',
    type: 'module',
    exports: './index.mjs',
  }),
  'vendor/tsx/index.mjs': `
    import { register } from 'node:module';
    const hooks = \`
      import { readFile } from 'node:fs/promises';
      export async function load(url, context, next) {
        if (!url.endsWith('.ts')) return next(url, context);
        return { format: 'module', shortCircuit: true, source: await readFile(new URL(url)) };
      }\`;
    register('data:text/javascript,' + encodeURIComponent(hooks));`,
  'scripts/generate.mjs': `console.log('Prisma client: up to date.');`,
  'app/page.tsx': 'export default null;',
  // Says which signals it got, and ends with exit code 7 when it is asked to over HTTP.
  'server/index.ts': `
    import { createServer } from 'node:http';
    for (const name of ['SIGTERM', 'SIGINT']) process.on(name, () => console.log('server got ' + name));
    createServer((req, res) => res.end('', () => process.exit(7)))
      .listen(Number(process.env.PORT), '127.0.0.1', () =>
        console.log('server ' + process.pid + ' is up in ' + process.env.NODE_ENV));`,
};
