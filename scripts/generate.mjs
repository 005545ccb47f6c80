// Generates the Prisma client into server/store/generated, when it is out of date.
// Plain Node, without dependencies of its own: the start script runs it right after `npm ci`.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** Brings the client of the project at `root` up to date; the answer tells whether it had to. */
export function generate(root = ROOT, say = console.log) {
  const prisma = join(root, 'node_modules', 'prisma');
  const folder = join(root, 'server', 'store', 'generated');
  const stampFile = join(folder, '.stamp');
  const stamp = stampOf(root, prisma);
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) {
    say('Prisma client: up to date.');
    return false;
  }
  const started = Date.now();
  const run = spawnSync(
    process.execPath,
    [join(prisma, 'build', 'index.js'), 'generate', '--no-hints'],
    { cwd: root, encoding: 'utf8', env: { ...process.env, ...offline(root) } },
  );
  if (run.status !== 0) {
    throw new Error(`prisma generate failed:\n${run.stdout ?? ''}${run.stderr ?? run.error ?? ''}`);
  }
  writeFileSync(stampFile, stamp);
  say(`Prisma client: generated from prisma/schema.prisma in ${Date.now() - started} ms.`);
  return true;
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
  const schema = readFileSync(join(root, 'prisma', 'schema.prisma'));
  return createHash('sha256').update(schema).update(version).digest('hex');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    generate();
  } catch (failure) {
    console.error(failure.message);
    process.exitCode = 1;
  }
}
