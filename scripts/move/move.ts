import type { Clock, Log } from '../../server/domain/ports.ts';
import { addressOf } from '../../server/store/postgres/address.ts';
import { EMPTY, isSame, withRows } from './digest.ts';
import { MoveFailure } from './failure.ts';
import { openSource, type Source } from './source.ts';
import type { Table } from './tables.ts';
import { openTarget, type Target } from './target.ts';

/** What moves a database. */
export interface MoveParts {
  from: string;
  to: string;
  clock: Clock;
  log: Log;
  say(line: string): void;
  /** How long to wait for what is stopping or starting, in milliseconds. */
  waitMs?: number;
}

const SAID_EVERY = 100_000;
/** So many of what cannot be read are named; the others are counted. */
const NAMED = 20;

/**
 * Copies every row of the SQLite database `from` into the empty PostgreSQL database `to`, in one
 * transaction, and commits once the target holds what the source does. Throws `BootFailure` or
 * {@link MoveFailure}; the target is empty then.
 */
export async function moveDatabase(parts: MoveParts): Promise<void> {
  const { from, to, clock, log, say, waitMs = 3000 } = parts;
  addressOf(to);
  const source = await openSource(from, clock, waitMs);
  try {
    const target = await openTarget(to, { clock, log, waitMs });
    try {
      const unknown = await source.compare(target.tables);
      for (const name of unknown) say(`! ${name} is no table of Flatline's and is not moved`);
      const highest = new Map<Table, number>();
      for (const table of target.tables) {
        await moveTable(table, source, target, say);
        highest.set(table, await source.highest(table));
      }
      await target.commit(highest);
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

async function moveTable(
  table: Table,
  source: Source,
  target: Target,
  say: (line: string) => void,
): Promise<void> {
  const count = await source.count(table);
  let sent = EMPTY;
  let unreadable = 0;
  for await (const batch of source.batches(table)) {
    for (const what of batch.unreadable) {
      unreadable += 1;
      if (unreadable <= NAMED) say(`! ${what} cannot be read, here as there`);
    }
    await target.insert(table, batch.rows);
    const before = sent.count;
    sent = withRows(sent, batch.rows);
    if (Math.floor(before / SAID_EVERY) !== Math.floor(sent.count / SAID_EVERY)) {
      say(`  ${table.name}: ${words(sent.count)} of ${words(count)}`);
    }
  }
  if (unreadable > NAMED) say(`! and ${words(unreadable - NAMED)} more in ${table.name}`);
  const there = await target.digest(table);
  if (sent.count !== count || !isSame(sent, there)) {
    throw new MoveFailure(
      `${table.name} does not hold there what it holds here (${words(there.count)} of ${words(count)} rows).`,
    );
  }
  say(
    `${table.name.padEnd(16)}${words(count).padStart(12)}  checksum ${there.sum.toString(16).padStart(32, '0')}`,
  );
}

function words(count: number): string {
  return count.toLocaleString('en');
}
