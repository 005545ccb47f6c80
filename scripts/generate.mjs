// Generates the Prisma clients, one an engine, into server/store/generated when they are out of date.
// Plain Node, without dependencies of its own: the start script runs it right after `npm ci`.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { derivePostgresSchema } from './derive-schema.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** Brings the clients of the project at `root` up to date; the answer tells whether it had to. */
export function generate(root = ROOT, say = console.log) {
  const prisma = join(root, 'node_modules', 'prisma');
  const folder = join(root, 'server', 'store', 'generated');
  const stampFile = join(folder, '.stamp');
  const stamp = stampOf(root, prisma);
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) {
    say('Prisma clients: up to date.');
    return false;
  }
  const started = Date.now();
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const schema = join(root, 'prisma', 'schema.prisma');
  // Beside the original, since the folder that it names is told from there.
  const derived = join(root, 'prisma', 'postgres.generated.prisma');
  try {
    writeFileSync(derived, derivePostgresSchema(readFileSync(schema, 'utf8')));
    for (const file of [schema, derived]) generateFrom(file, root, prisma);
  } finally {
    rmSync(derived, { force: true });
  }
  writeFileSync(stampFile, stamp);
  say(`Prisma clients: generated from prisma/schema.prisma in ${Date.now() - started} ms.`);
  return true;
}

function generateFrom(schema, root, prisma) {
  const run = spawnSync(
    process.execPath,
    [join(prisma, 'build', 'index.js'), 'generate', '--no-hints', '--schema', schema],
    { cwd: root, encoding: 'utf8', env: { ...process.env, ...offline(root) } },
  );
  if (run.status === 0) return;
  throw new Error(`prisma generate failed:\n${run.stdout ?? ''}${run.stderr ?? run.error ?? ''}`);
}

/**
 * `generate` needs no schema engine, but the CLI downloads one unless it is told where one is: any
 * file that exists satisfies it.
 */
function offline(root) {
  return {
    PRISMA_SCHEMA_ENGINE_BINARY: join(root, 'package.json'),
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
    CHECKPOINT_DISABLE: '1',
  };
}

function stampOf(root, prisma) {
  const { version } = JSON.parse(readFileSync(join(prisma, 'package.json'), 'utf8'));
  const hash = createHash('sha256').update(version);
  for (const file of [
    'prisma/schema.prisma',
    'scripts/derive-schema.mjs',
    'scripts/generate.mjs',
  ]) {
    hash.update(readFileSync(join(root, file)));
  }
  return hash.digest('hex');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    generate();
  } catch (failure) {
    console.error(failure.message);
    process.exitCode = 1;
  }
}
