import { describe, expect, test } from 'vitest';
import { anId, aRun } from '../testing/factories.ts';
import { createFakeClock, NEW_YEAR } from '../testing/fake-clock.ts';
import { createRecordingLog } from '../testing/quiet.ts';
import { openTestStore } from '../testing/store.ts';
import { createStore } from './store.ts';

/** A second store, not started, on a clock of its own. */
function aSecondStore(databaseUrl: string) {
  const parts = { databaseUrl, clock: createFakeClock(), log: createRecordingLog() };
  return { store: createStore(parts) };
}

describe('a store', () => {
  test('says that it is not open before its start and after its stop', async () => {
    const { store, databaseUrl } = await openTestStore();
    await store.stop();
    for (const closed of [store, aSecondStore(databaseUrl).store]) {
      await expect(closed.runs.ping()).rejects.toMatchObject({ code: 'unavailable' });
    }
  });

  test('may be stopped twice, or without a start, and started again', async () => {
    const { store, databaseUrl } = await openTestStore();
    await aSecondStore(databaseUrl).store.stop();
    await aRun(store);
    await store.stop();
    await store.stop();
    await store.start();
    expect(await store.runs.find(anId(1), NEW_YEAR)).toMatchObject({ status: 'RUNNING' });
  });

  test('lets what was asked for end before it stops', async () => {
    const { store, databaseUrl } = await openTestStore();
    const starts = Array.from({ length: 20 }, (_, n) => aRun(store, { id: anId(n) }));
    await store.stop();
    await Promise.all(starts);
    const later = aSecondStore(databaseUrl).store;
    await later.start();
    expect(await later.runs.countRunning()).toBe(20);
    await later.stop();
  });

  test('answers hundreds of calls at once', async () => {
    const { store } = await openTestStore();
    await Promise.all(Array.from({ length: 400 }, (_, n) => aRun(store, { id: anId(n) })));
    expect(await store.runs.countRunning()).toBe(400);
  });
});
