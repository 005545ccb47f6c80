import { copyFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { BootFailure } from '../../domain/errors.ts';
import { anId, aRun } from '../../testing/factories.ts';
import { createFakeClock } from '../../testing/fake-clock.ts';
import { createRecordingLog } from '../../testing/quiet.ts';
import { settle } from '../../testing/settle.ts';
import { openTestFolder, openTestStore } from '../../testing/store.ts';
import { createStore } from '../store.ts';

/** A second store, not started, on a clock of its own. */
function aSecondStore(databaseUrl: string) {
  const clock = createFakeClock();
  return { clock, store: createStore({ databaseUrl, clock, log: createRecordingLog() }) };
}

describe('a database has one owner', () => {
  test('a second store is refused within about 3 s, in one sentence', async () => {
    const { databaseUrl } = await openTestStore();
    const { clock, store } = aSecondStore(databaseUrl);
    const { failure, after } = await settle(clock, store.start());
    expect(failure).toBeInstanceOf(BootFailure);
    expect((failure as Error).message).toMatch(
      /^another Flatline runs on DATABASE_URL \(file:.*\.$/,
    );
    expect(after).toBeGreaterThanOrEqual(3000);
    expect(after).toBeLessThan(3500);
  });

  test('also by another name of the same file', async () => {
    const { path } = await openTestStore();
    const folder = await openTestFolder();
    await symlink(path, join(folder, 'other-name.db'));
    const { clock, store } = aSecondStore(`file:${join(folder, 'other-name.db')}`);
    const { failure } = await settle(clock, store.start());
    expect(failure).toBeInstanceOf(BootFailure);
  });

  test('a refused store harms nothing: the owner goes on writing, and a third is refused too', async () => {
    const { databaseUrl, store: owner } = await openTestStore();
    for (const n of [1, 2]) {
      const { clock, store } = aSecondStore(databaseUrl);
      expect((await settle(clock, store.start())).failure).toBeInstanceOf(BootFailure);
      await store.stop();
      await aRun(owner, { id: anId(n) });
    }
    expect(await owner.runs.countRunning()).toBe(2);
  });

  test('a store that waits gets the database when the owner stops', async () => {
    const { databaseUrl, store: owner } = await openTestStore();
    await aRun(owner);
    const { clock, store } = aSecondStore(databaseUrl);
    const start = store.start();
    await clock.advance(500);
    await owner.stop();
    const { failure, after } = await settle(clock, start);
    expect(failure).toBeUndefined();
    expect(after).toBeLessThan(3000);
    expect(await store.runs.countRunning()).toBe(1);
    await store.stop();
  });
});

test('a store that is stopped leaves all of what was asked for in the file alone', async () => {
  const { store, path, databaseUrl } = await openTestStore();
  const starts = Array.from({ length: 20 }, (_, n) => aRun(store, { id: anId(n) }));
  await store.stop();
  await Promise.all(starts);
  const folder = await openTestFolder();
  await copyFile(path, join(folder, 'copy.db'));
  const copy = aSecondStore(databaseUrl.replace(path, join(folder, 'copy.db'))).store;
  await copy.start();
  expect(await copy.runs.countRunning()).toBe(20);
  await copy.stop();
});
