import { spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';

/** Stands in for Prisma's CLI: notes each run with the schema engine that it was given. */
const PRISMA = `
const { appendFileSync, existsSync, mkdirSync } = require('node:fs');
if (!existsSync(process.env.PRISMA_SCHEMA_ENGINE_BINARY)) process.exit(1);
if (require('node:fs').readFileSync('prisma/schema.prisma', 'utf8') === 'broken') {
  console.error('that is no schema');
  process.exit(1);
}
mkdirSync('server/store/generated', { recursive: true });
appendFileSync('runs', process.argv[2] + '\\n');
`;

/** A checkout with the script, a schema, and a Prisma that only notes that it ran. */
async function setup() {
  const root = await mkdtemp(join(tmpdir(), 'flatline-generate-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const files = {
    'package.json': '{}',
    'prisma/schema.prisma': 'one',
    'node_modules/prisma/package.json': '{"version":"7.0.0"}',
    'node_modules/prisma/build/index.js': PRISMA,
  };
  const write = async (file: string, text: string) => {
    await mkdir(join(root, file, '..'), { recursive: true });
    await writeFile(join(root, file), text);
  };
  for (const [file, text] of Object.entries(files)) await write(file, text);
  const script = fileURLToPath(new URL('./generate.mjs', import.meta.url));
  await cp(script, join(root, 'scripts', 'generate.mjs'));
  return {
    write,
    run: () => spawnSync('node', [join(root, 'scripts', 'generate.mjs')], { encoding: 'utf8' }),
    generations: async () => (await readFile(join(root, 'runs'), 'utf8')).trim().split('\n'),
  };
}

test('generates once, and not again while nothing has changed', async () => {
  const { run, generations } = await setup();
  expect(run().stdout).toMatch(/^Prisma client: generated .*\n$/);
  expect(run().stdout).toBe('Prisma client: up to date.\n');
  expect(await generations()).toEqual(['generate']);
});

test.each([
  ['the schema', 'prisma/schema.prisma', 'two'],
  ['the version of Prisma', 'node_modules/prisma/package.json', '{"version":"7.0.1"}'],
])('generates again when %s has changed', async (_what, file, text) => {
  const { run, generations, write } = await setup();
  run();
  await write(file, text);
  expect(run().status).toBe(0);
  expect(await generations()).toEqual(['generate', 'generate']);
});

test('fails with what Prisma said, and tries again the next time', async () => {
  const { run, write } = await setup();
  await write('prisma/schema.prisma', 'broken');
  const failed = run();
  expect(failed.status).toBe(1);
  expect(failed.stderr).toContain('that is no schema');
  await write('prisma/schema.prisma', 'mended');
  expect(run().status).toBe(0);
});
