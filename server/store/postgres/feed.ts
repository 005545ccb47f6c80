import type pg from 'pg';
import { Problem } from '../../domain/errors.ts';
import type { ChangeFeed, ChangeNote, Clock, Log } from '../../domain/ports.ts';
import type { Address } from './address.ts';
import { connect } from './connection.ts';
import { reasonOf, sentenceOf } from './failures.ts';
import { CHANNEL, readNote } from './notes.ts';

/** What a feed is made of. */
export interface FeedParts {
  address: Address;
  /** The id of this node, whose own notes are left out. */
  node: string;
  clock: Clock;
  log: Log;
}

/** The feed of an open database. */
export interface OpenFeed extends ChangeFeed {
  /** Ends all listening. */
  close(): Promise<void>;
}

/** How often a quiet connection is asked whether it is still there, in milliseconds. */
const ASK_INTERVAL = 5000;
const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 2000;

/** Listens on a connection of its own, made anew as often as it dies. */
export function createChangeFeed({ address, node, clock, log }: FeedParts): OpenFeed {
  const ends = new Set<() => Promise<void>>();
  return {
    async listen(heard) {
      const end = await listen(heard);
      ends.add(end);
      return async () => {
        ends.delete(end);
        await end();
      };
    },
    async close() {
      await Promise.all([...ends].map((end) => end()));
      ends.clear();
    },
  };

  async function listen(heard: (note: ChangeNote) => void): Promise<() => Promise<void>> {
    let client: pg.Client | null = null;
    let ended = false;
    let callOff = () => {};

    const open = async () => {
      const opened = await connect(address);
      opened.on('notification', ({ payload }) => {
        const note = readNote(payload, node);
        if (note !== null && !ended) heard(note);
      });
      try {
        await opened.query(`LISTEN ${CHANNEL}`);
      } catch (failure) {
        opened.end().catch(() => {});
        throw failure;
      }
      if (ended) return void opened.end().catch(() => {});
      client = opened;
      opened.once('end', () => lost(opened, null));
      opened.once('error', (failure) => lost(opened, failure));
      callOff = clock.after(ASK_INTERVAL, () => void ask(opened));
    };

    const lost = (which: pg.Client, failure: unknown) => {
      if (ended || client !== which) return;
      client = null;
      callOff();
      which.end().catch(() => {});
      log.warn('What other nodes do is not heard until the database answers', {
        reason: reasonOf(failure),
      });
      again(FIRST_WAIT_MS);
    };

    const ask = async (which: pg.Client) => {
      try {
        await which.query('SELECT 1');
        if (client === which && !ended) {
          callOff = clock.after(ASK_INTERVAL, () => void ask(which));
        }
      } catch (failure) {
        lost(which, failure);
      }
    };

    const again = (wait: number) => {
      callOff = clock.after(wait, async () => {
        try {
          await open();
        } catch {
          if (!ended) again(Math.min(wait * 2, LONGEST_WAIT_MS));
          return;
        }
        if (ended) return;
        log.info('What other nodes do is heard again');
        heard({ what: 'everything' });
      });
    };

    try {
      await open();
    } catch (cause) {
      throw new Problem('unavailable', sentenceOf(cause) ?? reasonOf(cause), { cause });
    }
    // What was written before is known to nobody here.
    heard({ what: 'everything' });
    return async () => {
      ended = true;
      callOff();
      await client?.end().catch(() => {});
    };
  }
}
