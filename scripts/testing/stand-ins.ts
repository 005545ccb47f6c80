/** Packages of the checkout, linked from `vendor/` so that npm needs no network; and their files. */
const PACKAGES: Record<string, Record<string, string>> = {
  // Fails where app/broken is, takes for ever where app/endless is.
  next: {
    'dist/bin/next': `
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
  },
  tsx: {
    'index.js': `
      const hooks = \`
        import { readFile } from 'node:fs/promises';
        export async function load(url, context, next) {
          if (!url.endsWith('.ts')) return next(url, context);
          return { format: 'module', shortCircuit: true, source: await readFile(new URL(url)) };
        }\`;
      require('node:module').register('data:text/javascript,' + encodeURIComponent(hooks));`,
  },
  '@biomejs/biome': { 'bin/biome': tool('lint') },
  typescript: { 'bin/tsc': tool('types') },
  vitest: {
    'vitest.mjs': `
      import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
      appendFileSync('ran', 'vitest ');
      appendFileSync('environment', JSON.stringify(process.env));
      const file = process.argv.find((arg) => arg.startsWith('--outputFile.json=')).split('=')[1];
      const report = readFileSync('vitest-report', 'utf8');
      writeFileSync(file, report);
      process.exit(JSON.parse(report).success ? 0 : 1);`,
  },
  '@playwright/test': {
    'cli.js': `
      const { appendFileSync, writeFileSync } = require('node:fs');
      appendFileSync('ran', 'playwright ');
      const stats = { expected: 3, flaky: 1, unexpected: 0, skipped: 5 };
      writeFileSync(process.env.PLAYWRIGHT_JSON_OUTPUT_FILE, JSON.stringify({ stats }));`,
  },
  'playwright-core': { 'index.js': `exports.chromium = { executablePath: () => '' };` },
};

/** The files of a checkout that stands in for ours, by path. */
export const STAND_INS: Record<string, string> = {
  ...rootPackage(Object.keys(PACKAGES)),
  ...Object.fromEntries(Object.entries(PACKAGES).flatMap(vendor)),
  'scripts/generate.mjs': `console.log('Prisma client: up to date.');`,
  'app/page.tsx': 'export default null;',
  'vitest-report': JSON.stringify({ success: true, numPassedTests: 10, numFailedTests: 0 }),
  // Says which signals it got, and ends with exit code 7 when it is asked to over HTTP.
  'server/index.ts': `
    import { createServer } from 'node:http';
    for (const name of ['SIGTERM', 'SIGINT']) process.on(name, () => console.log('server got ' + name));
    createServer((req, res) => res.end('', () => process.exit(7)))
      .listen(Number(process.env.PORT), '127.0.0.1', () =>
        console.log('server ' + process.pid + ' is up in ' + process.env.NODE_ENV));`,
};

/** A tool that notes that it ran, and fails with the exit code in the file `fail-<name>`. */
function tool(name: string): string {
  return `
    const { appendFileSync, existsSync, readFileSync } = require('node:fs');
    appendFileSync('ran', '${name} ');
    process.exit(existsSync('fail-${name}') ? Number(readFileSync('fail-${name}', 'utf8')) : 0);`;
}

function vendor([name, files]: [string, Record<string, string>]): [string, string][] {
  return [
    [`vendor/${name}/package.json`, JSON.stringify({ name, version: '1.0.0' })],
    ...Object.entries(files).map(
      ([file, text]) => [`vendor/${name}/${file}`, text] as [string, string],
    ),
  ];
}

function rootPackage(names: string[]): Record<string, string> {
  const dependencies = Object.fromEntries(names.map((name) => [name, `file:vendor/${name}`]));
  const own = { name: 'checkout', version: '1.0.0' };
  const links = names.map((name) => [
    `node_modules/${name}`,
    { resolved: `vendor/${name}`, link: true },
  ]);
  const targets = names.map((name) => [`vendor/${name}`, { name, version: '1.0.0' }]);
  return {
    'package.json': JSON.stringify({
      ...own,
      type: 'module',
      scripts: { start: 'exec node scripts/start.mjs' },
      dependencies,
    }),
    'package-lock.json': JSON.stringify({
      ...own,
      lockfileVersion: 3,
      requires: true,
      packages: { '': { ...own, dependencies }, ...Object.fromEntries([...links, ...targets]) },
    }),
  };
}
