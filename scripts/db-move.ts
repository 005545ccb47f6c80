// npm run db:move -- --from file:… --to postgres://…: copies a SQLite database into an empty PostgreSQL one.
import { chdir } from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { BootFailure } from '../server/domain/errors.ts';
import type { Log } from '../server/domain/ports.ts';
import { isPostgresUrl, withoutPassword } from '../server/store/postgres/address.ts';
import { createSystemClock } from '../server/system-clock.ts';
import { MoveFailure } from './move/failure.ts';
import { moveDatabase } from './move/move.ts';

const USAGE = `Usage: npm run db:move -- --from file:./data/flatline.db --to postgres://USER@HOST/DATABASE
--from is a DATABASE_URL of SQLite, whose server is stopped; --to one of PostgreSQL, which is empty.`;

const SILENT: Log = { info() {}, warn() {}, error() {} };

process.exitCode = await main(process.argv.slice(2));

async function main(args: string[]): Promise<number> {
  const { from, to } = read(args);
  if (from === undefined || to === undefined) return refuse(USAGE);
  if (!from.startsWith('file:')) {
    return refuse(
      `--from (${withoutPassword(from)}) must be file: and the path of a SQLite database.`,
    );
  }
  if (!isPostgresUrl(to)) {
    return refuse(
      `--to (${withoutPassword(to)}) must be postgres: and the address of a PostgreSQL database.`,
    );
  }
  // As DATABASE_URL does, a path goes from the checkout.
  chdir(fileURLToPath(new URL('..', import.meta.url)));
  const clock = createSystemClock();
  const began = clock.steady();
  try {
    await moveDatabase({ from, to, clock, log: SILENT, say: (line) => console.log(line) });
  } catch (failure) {
    const said = sentenceOf(failure);
    return refuse(`Nothing was moved: ${said.replaceAll(to, withoutPassword(to))}`);
  }
  const seconds = ((clock.steady() - began) / 1000).toFixed(1);
  console.log(`Moved to ${withoutPassword(to)}, counts and checksums compared, in ${seconds} s.`);
  console.log(`${from} is as it was. Start Flatline with DATABASE_URL on the new one.`);
  return 0;
}

function read(args: string[]): { from?: string; to?: string } {
  try {
    const options = { from: { type: 'string' }, to: { type: 'string' } } as const;
    return parseArgs({ args, options }).values;
  } catch {
    return {};
  }
}

/** A boot's sentences name the setting; here it is an option. */
function sentenceOf(failure: unknown): string {
  if (failure instanceof MoveFailure) return failure.message;
  if (failure instanceof BootFailure) {
    return failure.message
      .replace(/DATABASE_URL (?=\(file:)/, '--from ')
      .replace(/DATABASE_URL/, '--to');
  }
  // Of what nobody foresaw, such as a connection that breaks, the first line says enough.
  return `${String((failure as Error).message).split('\n')[0]}.`;
}

function refuse(sentence: string): 1 {
  console.error(sentence);
  return 1;
}
