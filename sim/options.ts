/** What `npm run sim` is asked for. */
export interface Options {
  seed: number;
  /** Minutes of processor time. */
  minutes: number;
  mutants: boolean;
  /** Only this world of the seed: to replay a failure. */
  world: number | null;
}

const USAGE =
  'npm run sim -- [--seed N] [--minutes M] [--world I]   or   npm run sim -- --mutants [--seed N]';

/** Reads the arguments. Throws a sentence where one is wrong. */
export function parseOptions(args: readonly string[], randomSeed: () => number): Options {
  const options: Options = { seed: randomSeed(), minutes: 1, mutants: false, world: null };
  for (let index = 0; index < args.length; index += 1) {
    const name = args[index];
    if (name === '--mutants') {
      options.mutants = true;
      continue;
    }
    index += 1;
    const value = args[index];
    if (name === '--seed') options.seed = numberOf(name, value, true);
    else if (name === '--world') options.world = numberOf(name, value, true);
    else if (name === '--minutes') options.minutes = numberOf(name, value, false);
    else throw new Error(`Unknown option ${name}. Usage: ${USAGE}`);
  }
  return options;
}

function numberOf(name: string, value: string | undefined, whole: boolean): number {
  const number = Number(value);
  const isGood =
    value !== undefined && value.trim() !== '' && Number.isFinite(number) && number >= 0;
  if (isGood && (!whole || Number.isSafeInteger(number))) return number;
  const kind = whole ? 'a whole number' : 'a number';
  throw new Error(`${name} needs ${kind} from 0 on. Usage: ${USAGE}`);
}
