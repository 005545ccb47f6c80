import { describe, expect, test } from 'vitest';
import { createSystemClock } from './system-clock.ts';
import { openTestApp } from './testing/app.ts';
import { openDistantReporter, standStill } from './testing/distant-reporter.ts';

/** A whole server on the system's clock, and a reporter that does not stand still with it. */
async function setup() {
  const app = await openTestApp({}, createSystemClock());
  const reporter = await openDistantReporter();
  return {
    ...app,
    /** Starts a run, sends its beat, and stands still until after its deadline. */
    async sleepOver(staleAfterSeconds: number, ms: number) {
      const { id } = await app.start({ staleAfterSeconds });
      const beat = reporter.post(`${app.app.url}/api/runs/${id}/events`, { type: 'heartbeat' });
      standStill(ms);
      const status = await beat;
      // Passes are one at a time: the one that was due at the deadline has ended before this one.
      await app.call('POST', '/api/sweeps', { dryRun: true });
      return { status, run: (await app.call('GET', `/api/runs/${id}`)).body.run };
    },
  };
}

describe('a server that wakes after its loop was blocked', () => {
  test('reads the beat that waits in its socket before the pass that has been due judges', async () => {
    await using app = await setup();
    const { status, run } = await app.sleepOver(1, 1100);
    expect(status).toBe(200);
    expect(run).toMatchObject({ status: 'RUNNING', error: null });
    expect((await app.call('GET', '/api/gaps')).body.gaps).toEqual([]);
  });

  test('gives back what it could not hear when that was long, and says so', async () => {
    await using app = await setup();
    const { status, run } = await app.sleepOver(2, 3500);
    expect(status).toBe(200);
    expect(run.status).toBe('RUNNING');
    const { gaps } = (await app.call('GET', '/api/gaps')).body;
    expect(gaps).toMatchObject([{ reason: 'blocked', runs: 1 }]);
    const { hearingSince } = (await app.call('GET', '/api/watchdog')).body;
    expect(hearingSince).toBe(gaps[0].endedAt);
  });
});

describe('a server that starts again', () => {
  test('says for how long there was none, and gives the runs outside a whole window', async () => {
    await using first = await openTestApp();
    const remote = await first.start({ scraper: 'remote', staleAfterSeconds: 60 });
    await first.start({ scraper: 'local', origin: 'LOCAL' });
    await first.clock.advance(30_000);
    await first.app.stop();
    const stopped = first.clock.now();
    await first.clock.advance(600_000);
    const { databaseUrl: DATABASE_URL } = first.config;
    await using second = await openTestApp({ DATABASE_URL }, first.clock);
    await second.clock.advance(1000);
    const { gaps } = (await second.call('GET', '/api/gaps')).body;
    expect(gaps).toMatchObject([
      { reason: 'restarted', endedAt: new Date(stopped + 600_000).toISOString(), runs: 1 },
    ]);
    // It said when it stopped.
    expect(Date.parse(gaps[0].startedAt)).toBe(stopped);
    await second.clock.advance(58_000);
    const path = `/api/runs/${remote.id}`;
    expect((await second.call('GET', path)).body.run.status).toBe('RUNNING');
    await second.clock.advance(1000);
    expect((await second.call('GET', path)).body.run).toMatchObject({
      status: 'FAILED',
      error: { detail: { cause: 'never_spoke', silentForSeconds: 690, heardForSeconds: 90 } },
    });
  });
});
