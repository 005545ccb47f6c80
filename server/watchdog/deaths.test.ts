import { expect, test } from 'vitest';
import { createRecordingLog } from '../testing/quiet.ts';
import { openTestServices } from '../testing/services.ts';
import { createWatchdog } from './watchdog.ts';

/** The watchdog over the real use cases and a real database; its cron never fires. */
async function setup() {
  const services = await openTestServices();
  const { clock, store, sweeper, live } = services;
  const counts = { passes: 0, reads: 0 };
  const watchdog = createWatchdog({
    clock,
    log: createRecordingLog(),
    sweeper: {
      sweep(request) {
        counts.passes += 1;
        return sweeper.sweep(request);
      },
    },
    store: {
      sweeps: store.stale.sweeps,
      async nextDeadline() {
        const deadline = await store.stale.nextDeadline();
        counts.reads += 1;
        return deadline;
      },
    },
    runs: store.runs,
    suspicion: services.suspicion,
    ear: services.ear,
    storms: services.guard,
    live,
    cron: '*/2 * * * *',
    staleAfterSeconds: 600,
    stuckAfterSeconds: 1800,
    schedule: { start: () => {}, stop: () => {}, next: () => null },
  });
  await watchdog.start();
  const readsAtStart = counts.reads;
  /** Starts a run and tells the timer, as the composition root wires it. */
  async function start(scraper: string, staleAfterSeconds: number): Promise<string> {
    const { run } = await services.runs.start({ scraper, staleAfterSeconds });
    for (const deadline of services.deadlines.splice(0)) watchdog.notice(deadline);
    return run.id;
  }
  /** Moves on, and waits until the timer is set anew after a pass: it asks once after each. */
  async function advance(ms: number): Promise<void> {
    await clock.advance(ms);
    await expect.poll(() => counts.reads - counts.passes).toBe(readsAtStart);
    await clock.advance(0);
  }
  const dead = () => live.told.flatMap((told) => (told.what === 'ended' ? [told.run.scraper] : []));
  return { ...services, watchdog, start, advance, dead };
}

test('each silent run dies at its own threshold, and one that spoke lives on', async () => {
  const { watchdog, runs, start, advance, dead } = await setup();
  await start('slow', 30);
  const lively = await start('lively', 10);
  await start('quick', 10);
  await advance(5000);
  await runs.report(lively, [{ type: 'heartbeat' }]);
  await advance(4999);
  expect(dead()).toEqual([]);
  await advance(1);
  expect(dead()).toEqual(['quick']);
  await advance(4999);
  expect(dead()).toEqual(['quick']);
  await advance(1);
  expect(dead()).toEqual(['quick', 'lively']);
  await advance(15_000);
  expect(dead()).toEqual(['quick', 'lively', 'slow']);
  const state = await watchdog.state();
  expect(state).toMatchObject({ healthy: true, running: 0, nextDeadlineAt: null });
  expect(state.lastSweep).toMatchObject({ trigger: 'deadline', marked: 1 });
  await watchdog.stop();
});
