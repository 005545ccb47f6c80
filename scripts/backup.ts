// npm run backup -- FILE: copies the database into a new file while Flatline runs, and looks at it.

import { resolve } from 'node:path';
import { chdir } from 'node:process';
import { fileURLToPath } from 'node:url';
import { readConfig } from '../server/config.ts';
import { BootFailure } from '../server/domain/errors.ts';
import { isPostgresUrl } from '../server/store/postgres/address.ts';
import { pathOf } from '../server/store/sqlite/location.ts';
import { createSystemClock } from '../server/system-clock.ts';
import { type Copy, CopyFailure, copyDatabase } from './sqlite-copy.ts';

process.exitCode = await main(process.argv.slice(2));

async function main(args: string[]): Promise<number> {
  const [file, ...more] = args;
  if (file === undefined || file === '' || file.startsWith('-') || more.length > 0) {
    console.error('Usage: npm run backup -- FILE, where FILE is a new file.');
    return 1;
  }
  const to = resolve(calledFrom(), file);
  chdir(fileURLToPath(new URL('..', import.meta.url)));
  const clock = createSystemClock();
  const began = clock.steady();
  try {
    const { databaseUrl } = readConfig({ DATABASE_URL: process.env.DATABASE_URL }, () => true);
    if (isPostgresUrl(databaseUrl)) {
      throw new BootFailure('DATABASE_URL names a PostgreSQL database; copy that with pg_dump.');
    }
    const copy = await copyDatabase(pathOf(databaseUrl), to, clock);
    console.log(report(databaseUrl, to, copy, clock.steady() - began));
    return 0;
  } catch (failure) {
    if (!(failure instanceof CopyFailure || failure instanceof BootFailure)) throw failure;
    console.error(`No backup was made: ${failure.message}`);
    return 1;
  }
}

/** npm goes to the checkout first; a file is meant from where it was called. */
function calledFrom(): string {
  const { npm_lifecycle_event: script, INIT_CWD: folder } = process.env;
  return script === 'backup' && folder !== undefined ? folder : process.cwd();
}

function report(databaseUrl: string, to: string, { counts, bytes }: Copy, tookMs: number): string {
  const rows = Object.entries(counts)
    .filter(([table]) => !table.startsWith('_'))
    .map(([table, count]) => `  ${table.padEnd(16)}${count.toLocaleString('en').padStart(12)}`);
  return [
    `Backed up ${databaseUrl} to ${to}`,
    ...rows,
    `${(bytes / 1e6).toFixed(1)} MB, integrity checked, in ${(tookMs / 1000).toFixed(1)} s.`,
  ].join('\n');
}
