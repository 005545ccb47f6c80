import { runQuietly } from './child.mjs';
import { say } from './say.mjs';

/** Generates the database client where it is out of date; the script finds that out by itself. */
export async function generate(signals) {
  const output = await runQuietly({
    command: process.execPath,
    args: ['scripts/generate.mjs'],
    signals,
    failure: 'The database client could not be generated, see above.',
  });
  if (!output.includes('up to date')) say(`> ${output.trim()}`);
}
