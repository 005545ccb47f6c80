// npm run prove -- NAME [--size N] [--seed N]: shows a promise by doing it, with real processes and
// real files. The last line is JSON; the exit code says whether the promise was kept.
import { chdir, exit, stderr, stdout } from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { prepareCheckout } from '../../bench/preparation.ts';
import { createScratch } from '../../bench/scratch.ts';
import { createCauses } from './causes.ts';
import { openPostgres } from './database.ts';
import { createKills } from './kills.ts';
import { createNodes } from './nodes.ts';
import { createOutage } from './outage.ts';
import { createPostgres } from './postgres.ts';
import { isProven, type Proof } from './proof.ts';
import { createRaces } from './races.ts';

const PROOFS: Record<string, () => Proof> = {
  races: createRaces,
  kills: createKills,
  'kills-postgres': () => createKills({ size: 20, open: openPostgres }),
  outage: createOutage,
  nodes: createNodes,
  postgres: createPostgres,
  causes: createCauses,
};

await main();

async function main(): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => exit(1));
  chdir(fileURLToPath(new URL('../..', import.meta.url)));
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { size: { type: 'string' }, seed: { type: 'string' } },
  });
  const [name = ''] = positionals;
  const create = Object.hasOwn(PROOFS, name) ? PROOFS[name] : undefined;
  if (create === undefined) return end(unknown(name));
  const proof = create();
  const size = Number(values.size ?? proof.size);
  const seed = Number(values.seed ?? Date.now() % 1_000_000);
  if (!Number.isInteger(size) || size < 1) return end('--size must be a whole number from 1 on.');
  if (!Number.isInteger(seed)) return end('--seed must be a whole number.');
  await prepareCheckout({ pages: false });
  const scratch = await createScratch('proof');
  say(`${name}: ${size} ${proof.measure}, seed ${seed}`);
  const figures = await proof.run({ scratch, size, seed, say });
  const ok = isProven(figures, proof);
  const { exactly, atMost } = proof;
  say(JSON.stringify({ proof: name, ok, seed, figures, exactly, atMost }));
  exit(ok ? 0 : 1);
}

function unknown(name: string): string {
  const known = Object.entries(PROOFS).map(
    ([known, create]) => `  ${known}  (--size: ${create().measure}, ${create().size} unless told)`,
  );
  return `There is no proof called "${name}". These are there:\n${known.join('\n')}`;
}

function say(line: string): void {
  stdout.write(`${line}\n`);
}

function end(sentence: string): never {
  stderr.write(`${sentence}\n`);
  exit(1);
}
