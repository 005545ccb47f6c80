import { cpus, loadavg } from 'node:os';
import { chdir, exit, stderr, stdout } from 'node:process';
import { fileURLToPath } from 'node:url';
import { BENCHES, isBenchName, unknownBench } from './benches.ts';
import { machine } from './machine.ts';
import { prepareCheckout } from './preparation.ts';
import { createScratch } from './scratch.ts';
import { verdictOf } from './verdict.ts';

await main(process.argv[2], process.argv.slice(3));

/** Ends with 0 when every figure is within its bound, with 1 when not or when nothing was measured. */
async function main(name: string | undefined, args: readonly string[]): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => exit(1));
  if (name === undefined || !isBenchName(name)) return end(unknownBench(name));
  chdir(fileURLToPath(new URL('..', import.meta.url)));
  try {
    const bench = await BENCHES[name](args);
    await prepareCheckout({ pages: bench.usesPages });
    warnOfCompany();
    const scratch = await createScratch('bench');
    const figures = await bench.run({ scratch, say });
    const { bounds, atLeast } = bench;
    const ok = verdictOf(figures, bounds, atLeast);
    say(JSON.stringify({ bench: name, ok, figures, bounds, atLeast, machine: machine() }));
    exit(ok ? 0 : 1);
  } catch (error) {
    return end(inWords(error));
  }
}

/** Wall times mean little on a machine that is busy with something else. */
function warnOfCompany(): void {
  const [load = 0] = loadavg();
  if (load < cpus().length / 2) return;
  say(`! the machine is busy (load ${load.toFixed(1)}): times will be longer than they are alone`);
}

/** A set-up that cannot go on has said why in a sentence; anything else needs its stack. */
function inWords(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.name === 'SetupFailure' ? error.message : (error.stack ?? error.message);
}

function say(line: string): void {
  stdout.write(`${line}\n`);
}

function end(sentence: string): never {
  stderr.write(`${sentence}\n`);
  exit(1);
}
