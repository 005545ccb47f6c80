import { existsSync } from 'node:fs';
import { runQuietly } from './child.mjs';
import { fingerprint, stampIn } from './fingerprint.mjs';

const OUTPUT = '.next';
/** Everything that the pages are made from; `server/domain` because they import from it. */
const SOURCES = [
  'app',
  'public',
  'server/domain',
  'next.config.js',
  'package.json',
  'package-lock.json',
  'postcss.config.mjs',
];
const stamp = stampIn(`${OUTPUT}/made-from`);

/** Whether the pages were built from the sources as they are. */
export async function isBuilt() {
  return existsSync(`${OUTPUT}/BUILD_ID`) && stamp.matches(await fingerprint(SOURCES));
}

/** Builds the pages. */
export async function build(signals) {
  const made = await fingerprint(SOURCES);
  await stamp.remove();
  await runQuietly({
    command: process.execPath,
    args: ['node_modules/next/dist/bin/next', 'build'],
    env: { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
    signals,
    failure: 'The pages could not be built: next build failed, see above.',
  });
  await stamp.write(made);
}
