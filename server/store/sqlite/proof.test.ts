import { describe, expect, test } from 'vitest';
import { anId, aRun, reportTo } from '../../testing/factories.ts';
import { NEW_YEAR } from '../../testing/fake-clock.ts';
import { refuse } from '../../testing/meddling.ts';
import { openRaw, openTestStore } from '../../testing/store.ts';

async function setup() {
  const opened = await openTestStore();
  const watcher = openRaw(opened.databaseUrl);
  return {
    ...opened,
    hearing: opened.store.hearing,
    /** Changes whenever anybody else has committed something. */
    version: async () => (await watcher('PRAGMA data_version'))[0]?.data_version,
  };
}

describe('a proof', () => {
  test('takes the write lock and writes nothing', async () => {
    const { hearing, version, raw } = await setup();
    const before = await version();
    await hearing.probe();
    expect(await version()).toBe(before);
    // The lock is let go of again.
    await raw('BEGIN IMMEDIATE');
    await raw('ROLLBACK');
  });

  test('writes after a refused report, since a full disk still grants the lock', async () => {
    const { store, hearing, version, raw } = await setup();
    await aRun(store);
    await refuse({ raw }, 'UPDATE', 'ScrapeRun');
    const beat = () => reportTo(store, anId(1), NEW_YEAR, { type: 'heartbeat' });
    await expect(beat()).rejects.toMatchObject({ code: 'unavailable' });
    await raw('PRAGMA user_version = 7');
    const before = await version();
    await hearing.probe();
    const after = await version();
    expect(after).not.toBe(before);
    expect(await raw('PRAGMA user_version')).toEqual([{ user_version: 7 }]);
    await hearing.probe();
    expect(await version()).toBe(after);
  });
});
