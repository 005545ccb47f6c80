import { describe, expect, test } from 'vitest';
import { NEVER } from '../domain/suspicion.ts';
import { aForeignRun, aMark, anId, aRun, aSweepWrite, reportTo } from '../testing/factories.ts';
import { NEW_YEAR } from '../testing/fake-clock.ts';
import { refuse } from '../testing/meddling.ts';
import { openTestStore } from '../testing/store.ts';

/** When runs that started at the new year are stale. */
const STALE = NEW_YEAR + 600_000;

async function setup() {
  const opened = await openTestStore();
  const { store } = opened;
  return {
    ...opened,
    find: (n: number) => store.runs.find(anId(n), STALE),
    extensionsOf: async (n: number) => (await store.runs.detail(anId(n), STALE))?.extensions,
    grant: (numbers: number[], fields: { now?: number; seconds?: number } = {}) =>
      store.grants.grant({
        runIds: numbers.map(anId),
        seconds: 900,
        actor: 'ann',
        reason: 'a slow page',
        now: STALE,
        ...fields,
      }),
  };
}

describe('time that is given', () => {
  test('moves the deadline to that from now, and is no sign of life', async () => {
    const { store, grant, find } = await setup();
    const before = await aRun(store);
    const { granted, closed } = await grant([1]);
    expect(granted).toEqual([
      {
        ...before,
        deadlineAt: STALE + 900_000,
        grantedUntil: STALE + 900_000,
        suspectAt: STALE + 750_000,
        rev: 1,
      },
    ]);
    expect(closed).toEqual([]);
    expect(await find(1)).toEqual(granted[0]);
  });

  test('never brings a deadline nearer, nor the end of an earlier grant', async () => {
    const { store, grant, find, extensionsOf } = await setup();
    await aRun(store, { staleAfterSeconds: 3600 });
    await grant([1], { now: NEW_YEAR, seconds: 60 });
    expect(await find(1)).toMatchObject({
      deadlineAt: NEW_YEAR + 3_600_000,
      grantedUntil: NEW_YEAR + 60_000,
    });
    await grant([1], { now: NEW_YEAR + 1, seconds: 7200 });
    await grant([1], { now: NEW_YEAR + 2, seconds: 1 });
    expect(await find(1)).toMatchObject({
      deadlineAt: NEW_YEAR + 7_200_001,
      grantedUntil: NEW_YEAR + 7_200_001,
    });
    expect((await extensionsOf(1))?.map(({ deadlineAt }) => deadlineAt - NEW_YEAR)).toEqual([
      3_600_000, 7_200_001, 7_200_001,
    ]);
  });

  test('is recorded of each run with who and why', async () => {
    const { store, grant, extensionsOf } = await setup();
    await aRun(store, { id: anId(1) });
    await aRun(store, { id: anId(2) });
    await grant([1, 2]);
    for (const n of [1, 2]) {
      expect(await extensionsOf(n)).toEqual([
        {
          grantedAt: STALE,
          seconds: 900,
          deadlineAt: STALE + 900_000,
          actor: 'ann',
          reason: 'a slow page',
        },
      ]);
    }
  });

  test('is shown for the newest 50 times, oldest first', async () => {
    const { store, grant, extensionsOf } = await setup();
    await aRun(store);
    for (let n = 1; n <= 53; n += 1) await grant([1], { seconds: n, now: STALE + n });
    const seconds = (await extensionsOf(1))?.map((extension) => extension.seconds);
    expect(seconds).toEqual(Array.from({ length: 50 }, (_, n) => n + 4));
  });

  test('ends suspicion', async () => {
    const { store, grant, find } = await setup();
    const { id, rev } = await aRun(store);
    await store.suspicion.settle([{ id, rev, suspectedAt: STALE, suspectAt: NEVER }], STALE);
    await grant([1]);
    expect(await find(1)).toMatchObject({ suspectedAt: null, suspectAt: STALE + 750_000 });
    expect(await store.stale.census()).toEqual({ live: 1, suspected: 0 });
  });

  test('ends being stuck, and spares the run from a mark that was decided before it', async () => {
    const { store, grant, find, raw } = await setup();
    await aRun(store);
    await raw(
      `UPDATE "ScrapeRun" SET "whenStuck" = 'fail', "stuckAt" = '2026-01-01T00:01:00.000+00:00'`,
    );
    const stuck = await find(1);
    if (stuck === null) throw new Error('The run is gone.');
    await grant([1]);
    expect(await find(1)).toMatchObject({ stuckAt: null, status: 'RUNNING' });
    for (const verdict of ['stuck', 'silent'] as const) {
      const marks = [aMark(stuck, STALE, verdict)];
      const { marked } = await store.stale.sweep(aSweepWrite({ now: STALE, marks }));
      expect(marked).toEqual([]);
    }
  });

  test('spares a run from the hold of a storm, which would be shorter', async () => {
    const { store, grant, find } = await setup();
    await aRun(store);
    await grant([1]);
    const hold = { runIds: [anId(1)], until: STALE + 120_000 };
    const { held, rearmed } = await store.stale.sweep(aSweepWrite({ now: STALE, hold }));
    expect([held, rearmed]).toEqual([[], []]);
    expect(await find(1)).toMatchObject({ heldAt: null, deadlineAt: STALE + 900_000 });
  });
});

describe('who is given time', () => {
  test('is who is RUNNING: the over are named, the unknown are not', async () => {
    const { store, grant, find, extensionsOf } = await setup();
    for (const n of [1, 2, 3]) await aRun(store, { id: anId(n) });
    await reportTo(store, anId(2), NEW_YEAR, { type: 'finish', outcome: 'completed' });
    await store.stale.sweep(
      aSweepWrite({ now: STALE, marks: (await store.stale.byIds([anId(3)], STALE)).map(marked) }),
    );
    const over = [await find(2), await find(3)];
    const { granted, closed } = await grant([1, 2, 3, 9]);
    expect(granted.map(({ id }) => id)).toEqual([anId(1)]);
    expect(closed.sort()).toEqual([anId(2), anId(3)]);
    expect([await find(2), await find(3)]).toEqual(over);
    expect([await extensionsOf(2), await extensionsOf(3)]).toEqual([[], []]);
  });

  test('may be 10,000 at once, among them a run of another program', async () => {
    const opened = await setup();
    await aForeignRun(opened, { id: anId(7), startedAt: NEW_YEAR });
    const all = Array.from({ length: 10_000 }, (_, n) => n);
    expect((await opened.grant(all)).granted).toMatchObject([
      { id: anId(7), deadlineAt: STALE + 900_000 },
    ]);
  });

  test('is given it whole or not at all', async () => {
    const { store, grant, find, raw } = await setup();
    await aRun(store);
    const before = await find(1);
    await refuse({ raw }, 'INSERT', 'RunExtension');
    await expect(grant([1])).rejects.toMatchObject({ code: 'unavailable' });
    expect(await find(1)).toEqual(before);
  });
});

const marked = (run: Parameters<typeof aMark>[0]) => aMark(run, STALE);
