import { expect, test } from 'vitest';
import type { RunOrigin } from '../domain/run.ts';
import { aForeignRun, aMark, anId, aRun, aSweep, reportTo } from '../testing/factories.ts';
import { createFakeClock, NEW_YEAR } from '../testing/fake-clock.ts';
import { openTestStore } from '../testing/store.ts';

/** When the server is back: long before anything is stale. */
const BOOT = NEW_YEAR + 10_000;

/** A store that another server left: one LOCAL run, one REMOTE, one LOCAL that had finished. */
async function setup() {
  const clock = createFakeClock(BOOT);
  const opened = await openTestStore({ clock });
  const { store } = opened;
  await aRun(store, { id: anId(1), origin: 'LOCAL', phase: 'crawl' });
  await aRun(store, { id: anId(2), origin: 'REMOTE' });
  await aRun(store, { id: anId(3), origin: 'LOCAL' });
  await reportTo(store, anId(3), NEW_YEAR, { type: 'finish', outcome: 'completed' });
  return {
    ...opened,
    clock,
    find: (n: number) => store.runs.find(anId(n), BOOT),
    recover: (origins: RunOrigin[]) =>
      store.stale.recover({
        now: BOOT,
        origins,
        errorOf: (run) => aMark(run, BOOT).error,
        sweep: aSweep({ trigger: 'startup', startedAt: BOOT }),
      }),
  };
}

test('fails the LOCAL runs however lately they spoke, and gives the REMOTE ones a fresh window', async () => {
  const { recover, find, clock } = await setup();
  clock.jump(BOOT + 7);
  const finished = await find(3);
  const { marked, sweep } = await recover(['LOCAL']);
  expect(marked).toEqual([await find(1)]);
  expect(await find(1)).toMatchObject({
    status: 'FAILED',
    finishedAt: BOOT,
    rev: 1,
    error: { errorType: 'stale', occurredAt: BOOT },
  });
  expect(await find(2)).toMatchObject({ status: 'RUNNING', deadlineAt: BOOT + 600_000, rev: 1 });
  expect(await find(3)).toEqual(finished);
  expect(sweep).toMatchObject({ examined: 2, marked: 1, spared: 1, durationMs: 7 });
});

test('closes the phase that was open', async () => {
  const { recover, store } = await setup();
  await recover(['LOCAL']);
  expect((await store.runs.detail(anId(1), BOOT))?.phases).toMatchObject([{ finishedAt: BOOT }]);
});

test('fails all when told to', async () => {
  const { recover, store } = await setup();
  const { marked } = await recover(['LOCAL', 'REMOTE']);
  expect(marked.map(({ id }) => id).sort()).toEqual([anId(1), anId(2)]);
  expect(await store.runs.countRunning()).toBe(0);
});

test('brings back a deadline that a clock ahead had left in the far future', async () => {
  const { recover, find, raw } = await setup();
  await raw('UPDATE "ScrapeRun" SET "deadlineAt" = \'2099-01-01T00:00:00.000+00:00\'');
  await recover(['LOCAL']);
  expect(await find(2)).toMatchObject({ deadlineAt: BOOT + 600_000 });
});

test('takes a row that nobody claimed for a run of this server', async () => {
  const opened = await setup();
  await aForeignRun(opened, { id: anId(4), startedAt: '2026-01-01 00:00:09' });
  const { marked } = await opened.recover(['LOCAL']);
  expect(marked.map(({ id }) => id).sort()).toEqual([anId(1), anId(4)]);
});

test('leaves no row where nothing ran', async () => {
  const { recover, store } = await setup();
  await recover(['LOCAL', 'REMOTE']);
  const { sweep } = await recover(['LOCAL', 'REMOTE']);
  expect(sweep).toBeNull();
  expect((await store.stale.sweeps({ cursor: null, limit: 9 })).rows).toHaveLength(1);
});

test('is whole or nothing', async () => {
  const { recover, find, raw } = await setup();
  const before = [await find(1), await find(2)];
  await raw(`CREATE TRIGGER full BEFORE INSERT ON "Sweep" BEGIN SELECT RAISE(ABORT, 'full'); END`);
  await expect(recover(['LOCAL'])).rejects.toMatchObject({ code: 'unavailable' });
  expect([await find(1), await find(2)]).toEqual(before);
});
