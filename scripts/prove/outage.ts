import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Client, createClient, type Transaction } from '@libsql/client';
import { io } from 'socket.io-client';
import type { Run } from '../../server/domain/run.ts';
import { startBareServer } from './bare.ts';
import { createCrowd } from './crowd.ts';
import type { Proof } from './proof.ts';

const LIVING = 190;
const DEAD = 10;
/** Seconds of silence that each run is allowed: less than the cut. */
const STALE_AFTER = 20;
const EVERY = 4000;
/** Seconds after the recovery within which the dead must be found, beyond their threshold. */
const FOUND_WITHIN = 60;

/**
 * The database cut off from 200 live runs, of which 10 die meanwhile: another program holds its
 * write lock. Nobody who lives is killed, the dead are found, and operators hear of it once.
 */
export function createOutage(): Proof {
  return {
    measure: 'seconds of the cut',
    size: 60,
    exactly: { healthyKilled: 0, missed: 0, toldTwice: 0 },
    atMost: { notices: 1, lastFoundSeconds: STALE_AFTER + FOUND_WITHIN },
    async run({ scratch, size, say }) {
      const databaseUrl = `file:${join(scratch, 'outage.db')}`;
      const server = await startBareServer({
        PORT: '0',
        DATABASE_URL: databaseUrl,
        LOG_LEVEL: 'silent',
      });
      const socket = io(server.url, { transports: ['websocket'] });
      const deaths: { run: Run; sweepId: string | null; at: number }[] = [];
      socket.on('run:failed', ({ run, sweepId }) => deaths.push({ run, sweepId, at: Date.now() }));
      const crowd = createCrowd({ urls: [server.url], every: EVERY });
      const other = createClient({ url: databaseUrl });
      try {
        const living = await crowd.join(LIVING, 'REMOTE', STALE_AFTER);
        const dead = await crowd.join(DEAD, 'REMOTE', STALE_AFTER);
        await pause(EVERY * 2);
        say(`the database is cut off for ${size} s`);
        const lock = await takeWriteLock(other);
        for (const member of dead) member.alive = false;
        await pause(size * 1000);
        await lock.rollback();
        const backAt = Date.now();
        say('it is back');
        const until = backAt + (STALE_AFTER + FOUND_WITHIN) * 1000;
        while (Date.now() < until && deaths.length < DEAD) await pause(100);
        // Whoever would be killed wrongly had the time for it.
        await pause(STALE_AFTER * 1000 + EVERY);
        const livingIds = new Set(living.map(({ id }) => id));
        const deadIds = new Set(dead.map(({ id }) => id));
        const found = deaths.filter(({ run }) => deadIds.has(run.id));
        return {
          living: LIVING,
          dead: DEAD,
          healthyKilled: deaths.filter(({ run }) => livingIds.has(run.id)).length,
          missed: DEAD - new Set(found.map(({ run }) => run.id)).size,
          toldTwice: found.length - new Set(found.map(({ run }) => run.id)).size,
          notices: new Set(deaths.map(({ sweepId }) => sweepId)).size,
          lastFoundSeconds: Math.max(...found.map(({ at }) => (at - backAt) / 1000)),
        };
      } finally {
        other.close();
        socket.close();
        await crowd.leave().catch(() => {});
        await server.kill();
      }
    },
  };
}

/** The server writes all the time: the lock is taken between two of its commits. */
async function takeWriteLock(other: Client): Promise<Transaction> {
  for (;;) {
    try {
      return await other.transaction('write');
    } catch {
      await pause(5);
    }
  }
}
