import { describe, expect, test } from 'vitest';
import type { SuspicionWrite } from '../domain/ports.ts';
import type { RunRecord } from '../domain/run.ts';
import { NEVER } from '../domain/suspicion.ts';
import { aTime } from '../testing/engine.ts';
import {
  aForeignRun,
  aMark,
  anId,
  aRun,
  aSweep,
  aSweepWrite,
  reportTo,
} from '../testing/factories.ts';
import { NEW_YEAR } from '../testing/fake-clock.ts';
import { insertRows } from '../testing/rows.ts';
import { openTestStore } from '../testing/store.ts';

const GRANT = { seconds: 600, actor: null, reason: null };

/** When runs that started at the new year are suspected. */
const LATE = NEW_YEAR + 450_000;

async function setup() {
  const opened = await openTestStore();
  const { store } = opened;
  return {
    ...opened,
    suspicion: store.suspicion,
    find: (n: number) => store.runs.find(anId(n), LATE),
    /** What a look at `run` would write at {@link LATE}. */
    suspecting: ({ id, rev }: RunRecord): SuspicionWrite => ({
      id,
      rev,
      suspectedAt: LATE,
      suspectAt: NEVER,
    }),
  };
}

describe('whom to suspect', () => {
  test('is who has spent three quarters of its window, from exactly then on', async () => {
    const { store, suspicion } = await setup();
    await aRun(store);
    expect(await suspicion.candidates(LATE - 1)).toEqual([]);
    expect(await suspicion.candidates(LATE)).toHaveLength(1);
    expect(await suspicion.nextSuspectAt()).toBe(LATE);
  });

  test('comes earliest first, begins with what nobody has looked at, and only while it runs', async () => {
    const opened = await setup();
    const { store, suspicion } = opened;
    await aRun(store, { id: anId(1) });
    await aRun(store, { id: anId(2), staleAfterSeconds: 60 });
    await aForeignRun(opened, { id: anId(3), startedAt: NEW_YEAR });
    await aRun(store, { id: anId(4), staleAfterSeconds: 1 });
    await reportTo(store, anId(4), NEW_YEAR, { type: 'finish', outcome: 'failed' });
    const found = await suspicion.candidates(LATE);
    expect(found.map(({ id }) => id)).toEqual([anId(3), anId(2), anId(1)]);
    expect(await suspicion.nextSuspectAt()).toBe(0);
  });

  test('is nobody while nothing runs', async () => {
    const { suspicion } = await setup();
    expect(await suspicion.nextSuspectAt()).toBeNull();
    expect(await suspicion.suspected(LATE)).toEqual([]);
  });
});

describe('what was decided', () => {
  test('is written, and the suspected are found as such and no more as candidates', async () => {
    const { store, suspicion, suspecting, find } = await setup();
    const run = await aRun(store);
    const changed = await suspicion.settle([suspecting(run)], LATE);
    expect(changed).toEqual([{ ...run, suspectedAt: LATE, suspectAt: NEVER, rev: 1 }]);
    expect(changed).toEqual([await find(1)]);
    expect(await suspicion.suspected(LATE)).toEqual(changed);
    expect(await suspicion.byIds([run.id, anId(9)], LATE)).toEqual(changed);
    expect(await suspicion.candidates(LATE + 1e9)).toEqual([]);
    expect(await suspicion.nextSuspectAt()).toBeNull();
    expect(await store.stale.census()).toEqual({ live: 1, suspected: 1 });
  });

  test('may also be that there is nothing to suspect yet', async () => {
    const opened = await setup();
    await aForeignRun(opened, { id: anId(1), startedAt: LATE });
    const later = { suspectedAt: null, suspectAt: LATE + 450_000 };
    await opened.suspicion.settle([{ id: anId(1), rev: 0, ...later }], LATE);
    expect(await opened.suspicion.nextSuspectAt()).toBe(later.suspectAt);
    expect(await opened.suspicion.suspected(LATE)).toEqual([]);
  });

  test('is not written of a run that spoke meanwhile', async () => {
    const { store, suspicion, suspecting, find } = await setup();
    const run = await aRun(store);
    await reportTo(store, run.id, LATE, { type: 'heartbeat' });
    const spoke = await find(1);
    expect(await suspicion.settle([suspecting(run)], LATE)).toEqual([]);
    expect(await find(1)).toEqual(spoke);
  });

  test('nor of one that ended, nor of one that was given time, nor of one that is gone', async () => {
    const { store, suspicion, suspecting, find, raw } = await setup();
    const runs = [];
    for (const n of [1, 2, 3, 4]) runs.push(await aRun(store, { id: anId(n) }));
    await reportTo(store, anId(1), LATE, { type: 'finish', outcome: 'completed' });
    await store.grants.grant({ ...GRANT, runIds: [anId(2)], now: LATE });
    await raw('DELETE FROM "ScrapeRun" WHERE id = ?', [anId(3)]);
    const [ended, granted] = [await find(1), await find(2)];
    const changed = await suspicion.settle(runs.map(suspecting), LATE);
    expect(changed.map(({ id }) => id)).toEqual([anId(4)]);
    expect([await find(1), await find(2)]).toEqual([ended, granted]);
  });

  test('of a run that another program ends with the same rev is not written either', async () => {
    const { store, suspicion, suspecting, raw, find } = await setup();
    const run = await aRun(store);
    await raw(`UPDATE "ScrapeRun" SET status = 'FAILED'`);
    expect(await suspicion.settle([suspecting(run)], LATE)).toEqual([]);
    expect(await find(1)).toMatchObject({ suspectedAt: null });
  });

  test('of a thousand is one commit, and of none is none', async () => {
    const opened = await setup();
    const { raw, suspicion, suspecting } = opened;
    await aForeignRun(opened, { id: anId(0), startedAt: NEW_YEAR });
    const rows = Array.from({ length: 999 }, (_, n) => ({
      ...{ id: anId(n + 1), scraperId: 'theirs' },
      ...{ startedAt: aTime(NEW_YEAR), staleAfterSeconds: 600 },
    }));
    await insertRows({ raw }, 'ScrapeRun', rows);
    const found = await suspicion.candidates(LATE);
    expect(await suspicion.settle(found.map(suspecting), LATE)).toHaveLength(1000);
    expect(await opened.store.stale.census()).toEqual({ live: 1000, suspected: 1000 });
    expect(await suspicion.settle([], LATE)).toEqual([]);
  });
});

describe('suspicion ends', () => {
  test('with a report, in the same write', async () => {
    const { store, suspicion, suspecting, find } = await setup();
    await suspicion.settle([suspecting(await aRun(store))], LATE);
    const told = await reportTo(store, anId(1), LATE, { type: 'heartbeat' });
    expect(told).toMatchObject({ before: { suspectedAt: LATE }, run: { suspectedAt: null } });
    expect(await find(1)).toMatchObject({ suspectedAt: null, suspectAt: LATE + 450_000 });
  });

  test('not with a deadline that a pass moved, which is no sign of life', async () => {
    const { store, suspicion, suspecting, find, raw } = await setup();
    await suspicion.settle([suspecting(await aRun(store))], LATE);
    await raw('UPDATE "ScrapeRun" SET "deadlineAt" = \'1970-01-01T00:00:00.000+00:00\'');
    await store.stale.sweep(aSweepWrite({ now: LATE, rearm: [anId(1)] }));
    expect(await find(1)).toMatchObject({
      deadlineAt: NEW_YEAR + 600_000,
      suspectedAt: LATE,
      suspectAt: NEVER,
    });
  });

  test('with a restart', async () => {
    const { store, suspicion, suspecting, find } = await setup();
    await suspicion.settle([suspecting(await aRun(store))], LATE);
    await store.stale.recover({
      now: LATE,
      origins: ['LOCAL'],
      errorOf: (run) => aMark(run, LATE).error,
      sweep: aSweep({ trigger: 'startup', startedAt: LATE }),
    });
    expect(await find(1)).toMatchObject({
      deadlineAt: LATE + 600_000,
      suspectedAt: null,
      suspectAt: LATE + 450_000,
    });
  });
});
