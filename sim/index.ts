import { randomInt } from 'node:crypto';
import { exit, stderr, stdout } from 'node:process';
import { campaign, hunts } from './commands.ts';
import { type Options, parseOptions } from './options.ts';

await main(process.argv.slice(2));

/** Ends with 0 when all went well, with 1 when not or when an argument is wrong. */
async function main(args: readonly string[]): Promise<void> {
  let options: Options;
  try {
    options = parseOptions(args, () => randomInt(1, 1_000_000));
  } catch (error) {
    stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    exit(1);
  }
  const say = (line: string) => void stdout.write(`${line}\n`);
  exit((await (options.mutants ? hunts(options, say) : campaign(options, say))) ? 0 : 1);
}
