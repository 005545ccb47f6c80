import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { derivePostgresSchema } from './derive-schema.mjs';

/** Stands in for Prisma's CLI: notes each run with the schema engine that it was given. */
const PRISMA = `
const { appendFileSync, existsSync, mkdirSync } = require('node:fs');
if (!existsSync(process.env.PRISMA_SCHEMA_ENGINE_BINARY)) process.exit(1);
const schema = require('node:fs').readFileSync(process.argv.at(-1), 'utf8');
if (schema.includes('broken')) {
  console.error('that is no schema');
  process.exit(1);
}
mkdirSync('server/store/generated', { recursive: true });
appendFileSync('runs', schema.match(/provider = "(\\w+)"/)[1] + '\\n');
`;

const DERIVE = readFileSync(new URL('./derive-schema.mjs', import.meta.url), 'utf8');

/** A schema with all that differs on PostgreSQL. */
function aSchema(name: string): string {
  return `generator client { output = "../server/store/generated/sqlite" }
datasource db { provider = "sqlite" }
model ${name} {
  at   DateTime @default(dbgenerated("'1970-01-01T00:00:00.000+00:00'"))
  meta Json?
}`;
}

/** A checkout with the script, a schema, and a Prisma that only notes that it ran. */
async function setup() {
  const root = await mkdtemp(join(tmpdir(), 'flatline-generate-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const files = {
    'package.json': '{}',
    'prisma/schema.prisma': aSchema('one'),
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
  await write('scripts/derive-schema.mjs', DERIVE);
  return {
    write,
    run: () => spawnSync('node', [join(root, 'scripts', 'generate.mjs')], { encoding: 'utf8' }),
    generations: async () => (await readFile(join(root, 'runs'), 'utf8')).trim().split('\n'),
  };
}

test('generates once, and not again while nothing has changed', async () => {
  const { run, generations } = await setup();
  expect(run().stdout).toMatch(/^Prisma clients: generated .*\n$/);
  expect(run().stdout).toBe('Prisma clients: up to date.\n');
  expect(await generations()).toEqual(['sqlite', 'postgresql']);
});

test.each([
  ['the schema', 'prisma/schema.prisma', aSchema('two')],
  ['how the second schema is derived', 'scripts/derive-schema.mjs', `${DERIVE}\n`],
  ['the version of Prisma', 'node_modules/prisma/package.json', '{"version":"7.0.1"}'],
])('generates again when %s has changed', async (_what, file, text) => {
  const { run, generations, write } = await setup();
  run();
  await write(file, text);
  expect(run().status).toBe(0);
  expect(await generations()).toEqual(['sqlite', 'postgresql', 'sqlite', 'postgresql']);
});

test('fails with what Prisma said, and tries again the next time', async () => {
  const { run, write } = await setup();
  await write('prisma/schema.prisma', aSchema('broken'));
  const failed = run();
  expect(failed.status).toBe(1);
  expect(failed.stderr).toContain('that is no schema');
  await write('prisma/schema.prisma', aSchema('mended'));
  expect(run().status).toBe(0);
});

test('the schema of PostgreSQL says when and what as that engine does', () => {
  const derived = derivePostgresSchema(aSchema('run'));
  expect(derived).toContain('provider = "postgresql"');
  expect(derived).toContain('generated/postgres"');
  expect(derived).toContain(
    `at   DateTime @db.Timestamptz(3) @default(dbgenerated("'1970-01-01 00:00:00+00'::timestamp with time zone"))`,
  );
  expect(derived).toContain('meta Json? @db.Json');
});

test('a schema without what is to be changed is refused, since nothing else would tell', () => {
  const schema = aSchema('run').replace('provider = "sqlite"', '');
  expect(() => derivePostgresSchema(schema)).toThrow('provider = "sqlite"');
});
