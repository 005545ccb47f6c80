import { describe, expect, test } from 'vitest';
import { anId, aRun, reportTo } from '../testing/factories.ts';
import { createFakeClock, NEW_YEAR } from '../testing/fake-clock.ts';
import { openTestStore } from '../testing/store.ts';

/** When runs that started at the new year are stale. */
const STALE = NEW_YEAR + 600_000;

/** A store with `count` runs that fell silent at the new year. */
async function setup(count = 1) {
  const { store } = await openTestStore({ clock: createFakeClock(STALE) });
  for (let n = 1; n <= count; n += 1) await aRun(store, { id: anId(n) });
  return { store };
}

describe('what is due', () => {
  test('is due exactly at its deadline, and not before', async () => {
    const { store } = await setup();
    expect(await store.stale.due(STALE - 1)).toEqual([]);
    expect(await store.stale.due(STALE)).toHaveLength(1);
  });

  test('comes earliest first, and only while it runs', async () => {
    const { store } = await setup();
    await aRun(store, { id: anId(2), staleAfterSeconds: 2 });
    await aRun(store, { id: anId(3), staleAfterSeconds: 1 });
    await aRun(store, { id: anId(4), staleAfterSeconds: 1 });
    await reportTo(store, anId(4), NEW_YEAR, { type: 'finish', outcome: 'completed' });
    const due = await store.stale.due(STALE);
    expect(due.map(({ id }) => id)).toEqual([anId(3), anId(2), anId(1)]);
    expect(await store.stale.nextDeadline()).toBe(NEW_YEAR + 1000);
  });

  test('next is nothing while nothing runs', async () => {
    const { store } = await setup(0);
    expect(await store.stale.nextDeadline()).toBeNull();
  });

  test('by id is looked up among up to 10,000, whatever the status; the unknown are left out', async () => {
    const { store } = await setup(2);
    await reportTo(store, anId(2), NEW_YEAR, { type: 'finish', outcome: 'completed' });
    const ids = Array.from({ length: 10_000 }, (_, n) => anId(n));
    const found = await store.stale.byIds(ids, NEW_YEAR);
    expect(found.map(({ id, status }) => [id, status]).sort()).toEqual([
      [anId(1), 'RUNNING'],
      [anId(2), 'COMPLETED'],
    ]);
  });
});
