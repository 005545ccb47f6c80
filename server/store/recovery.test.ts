import { describe, expect, test } from 'vitest';
import type { RunOrigin } from '../domain/run.ts';
import { aForeignRun, aMark, anId, aRun, aSweep, reportTo } from '../testing/factories.ts';
import { createFakeClock, NEW_YEAR } from '../testing/fake-clock.ts';
import { refuse } from '../testing/meddling.ts';
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

describe('time that an operator gave before the start', () => {
  const HOURS = 7200;
  const FRESH = BOOT + 600_000;

  async function granted(now: number, seconds = HOURS) {
    const opened = await setup();
    const grant = { runIds: [anId(2)], seconds, actor: null, reason: null };
    await opened.store.grants.grant({ ...grant, now });
    return { ...opened, until: now + seconds * 1000 };
  }

  test('is kept, and the run is not suspected before its last quarter', async () => {
    const { recover, find, until } = await granted(NEW_YEAR + 5000);
    const before = await find(2);
    await recover(['LOCAL']);
    expect(await find(2)).toEqual({
      ...before,
      deadlineAt: until,
      suspectAt: until - 150_000,
      rev: 2,
    });
  });

  test('is kept over a second start as well', async () => {
    const { recover, find, raw, until } = await granted(NEW_YEAR + 5000);
    await recover(['LOCAL']);
    await raw('DELETE FROM "Sweep"');
    await recover(['LOCAL']);
    expect(await find(2)).toMatchObject({ deadlineAt: until });
  });

  test('does not shorten the fresh window', async () => {
    const { recover, find } = await granted(NEW_YEAR + 5000, 300);
    await recover(['LOCAL']);
    expect(await find(2)).toMatchObject({ deadlineAt: FRESH });
  });

  test('is over once the run has spoken, though it has not moved', async () => {
    const { recover, find, store, until } = await granted(NEW_YEAR + 5000);
    await reportTo(store, anId(2), NEW_YEAR + 6000, { type: 'heartbeat' });
    expect(await find(2)).toMatchObject({ grantedUntil: until, deadlineAt: NEW_YEAR + 606_000 });
    await recover(['LOCAL']);
    expect(await find(2)).toMatchObject({ deadlineAt: FRESH });
  });

  test('does not count where it was given at a time that lies ahead', async () => {
    const { recover, find } = await granted(BOOT + 60_001);
    await recover(['LOCAL']);
    expect(await find(2)).toMatchObject({ deadlineAt: FRESH });
  });

  test('counts where the clock that gave it was ahead by a minute at the most', async () => {
    const { recover, find, until } = await granted(BOOT + 60_000);
    await recover(['LOCAL']);
    expect(await find(2)).toMatchObject({ deadlineAt: until });
  });

  test.each([
    ['what was recorded', '', NEW_YEAR + 5000 + HOURS * 1000],
    ['nothing where nothing was', 'DELETE FROM "RunExtension"', FRESH],
  ])('is no more than %s, whatever a clock ahead has left', async (_what, lose, deadlineAt) => {
    const { recover, find, raw } = await granted(NEW_YEAR + 5000);
    await raw(
      `UPDATE "ScrapeRun" SET "deadlineAt" = '2099-01-01T00:00:00.000+00:00',
        "grantedUntil" = '2099-01-01T00:00:00.000+00:00'`,
    );
    if (lose !== '') await raw(lose);
    await recover(['LOCAL']);
    expect(await find(2)).toMatchObject({ deadlineAt });
  });
});

test('takes a row that nobody claimed for a run of this server', async () => {
  const opened = await setup();
  await aForeignRun(opened, { id: anId(4), startedAt: '2026-01-01 00:00:09' });
  const { marked } = await opened.recover(['LOCAL']);
  expect(marked.map(({ id }) => id).sort()).toEqual([anId(1), anId(4)]);
});

test('fails those alone that are said to be orphans, by the node that executes each', async () => {
  const { store, find } = await setup();
  await aRun(store, { id: anId(5), origin: 'LOCAL', nodeId: 'a' });
  await aRun(store, { id: anId(6), origin: 'LOCAL', nodeId: 'b' });
  const asked: (string | null)[] = [];
  const { sweep } = await store.stale.recover({
    now: BOOT,
    origins: ['LOCAL'],
    isOrphan: (_run, nodeId) => asked.push(nodeId) > 0 && nodeId === 'a',
    keepsDeadlines: true,
    errorOf: (run, nodeId) => ({ ...aMark(run, BOOT).error, message: `of ${nodeId}` }),
    sweep: aSweep({ trigger: 'startup', startedAt: BOOT }),
  });
  expect(asked.sort()).toEqual(['a', 'b', null]);
  expect(await find(5)).toMatchObject({ status: 'FAILED', error: { message: 'of a' } });
  for (const n of [1, 2, 6]) {
    expect(await find(n)).toMatchObject({
      status: 'RUNNING',
      deadlineAt: NEW_YEAR + 600_000,
      rev: 0,
    });
  }
  expect(sweep).toMatchObject({ examined: 4, marked: 1, spared: 3 });
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
  await refuse({ raw }, 'INSERT', 'Sweep');
  await expect(recover(['LOCAL'])).rejects.toMatchObject({ code: 'unavailable' });
  expect([await find(1), await find(2)]).toEqual(before);
});
