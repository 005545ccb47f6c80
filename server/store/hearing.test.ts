import { describe, expect, test } from 'vitest';
import type { Gap } from '../domain/hearing.ts';
import { NEVER } from '../domain/suspicion.ts';
import { aForeignRun, aGap, anId, aRun, aSweep, reportTo } from '../testing/factories.ts';
import { createFakeClock, NEW_YEAR } from '../testing/fake-clock.ts';
import { holdLock, refuse } from '../testing/meddling.ts';
import { settle } from '../testing/settle.ts';
import { openTestStore } from '../testing/store.ts';
import { stamp } from './times.ts';

/** A quarter of an hour in which nothing was heard, given back as it ends. */
const GAP: Gap = { reason: 'database', from: NEW_YEAR + 60_000, to: NEW_YEAR + 960_000 };

async function setup() {
  const clock = createFakeClock();
  const opened = await openTestStore({ clock });
  const { store } = opened;
  return {
    ...opened,
    hearing: store.hearing,
    outcomeOf: (call: Promise<unknown>) => settle(clock, call),
    giveBack: () => store.hearing.giveBack(GAP, aGap({ id: anId(0xaaa) }), GAP.to),
    find: (n: number) => store.runs.find(anId(n), GAP.to),
  };
}

describe('a proof', () => {
  test('fails while another program holds the lock, and only then', async () => {
    const { hearing, raw, outcomeOf } = await setup();
    const letGo = await holdLock({ raw });
    const { failure } = await outcomeOf(hearing.probe());
    expect(failure).toMatchObject({ code: 'unavailable' });
    await letGo();
    await hearing.probe();
  });

  test('of a store that is not open fails', async () => {
    const { hearing, close } = await setup();
    await close();
    await expect(hearing.probe()).rejects.toMatchObject({ code: 'unavailable' });
  });
});

describe('a gap that is given back', () => {
  test('moves on what is RUNNING and nothing else, and is recorded with how many those were', async () => {
    const { store, giveBack, find, hearing } = await setup();
    await aRun(store, { id: anId(1) });
    await aRun(store, { id: anId(2) });
    await reportTo(store, anId(2), NEW_YEAR, { type: 'finish', outcome: 'completed' });
    const over = await find(2);
    const moved = await giveBack();
    // Nine minutes were left; the gap took fifteen, so they are rounded up to whole minutes.
    expect(moved).toMatchObject([{ id: anId(1), deadlineAt: GAP.to + 540_000, rev: 1 }]);
    expect(moved).toEqual([await find(1)]);
    expect(await find(2)).toEqual(over);
    expect((await hearing.gaps({ cursor: null, limit: 9 })).rows).toEqual([
      aGap({ id: anId(0xaaa), runs: 1 }),
    ]);
  });

  test('lets a run be suspected anew in time, but ends no suspicion', async () => {
    const { store, giveBack, find } = await setup();
    const fresh = await aRun(store, { id: anId(1) });
    const late = await aRun(store, { id: anId(2) });
    const now = NEW_YEAR + 50_000;
    for (const { id, rev } of [fresh, late]) {
      await store.suspicion.settle([{ id, rev, suspectedAt: null, suspectAt: NEVER }], now);
    }
    await store.suspicion.settle(
      [{ id: late.id, rev: 1, suspectedAt: now, suspectAt: NEVER }],
      now,
    );
    await giveBack();
    expect(await find(1)).toMatchObject({ suspectedAt: null, suspectAt: GAP.to + 390_000 });
    expect(await find(2)).toMatchObject({ suspectedAt: now, suspectAt: NEVER });
  });

  test('leaves a run alone that was heard since', async () => {
    const { store, giveBack, find } = await setup();
    await aRun(store);
    await reportTo(store, anId(1), GAP.to, { type: 'heartbeat' });
    const heard = await find(1);
    expect(await giveBack()).toEqual([]);
    expect(await find(1)).toEqual(heard);
  });

  test('is whole or nothing', async () => {
    const { store, giveBack, find, raw } = await setup();
    await aRun(store);
    const before = await find(1);
    await refuse({ raw }, 'INSERT', 'HearingGap');
    await expect(giveBack()).rejects.toMatchObject({ code: 'unavailable' });
    expect(await find(1)).toEqual(before);
  });

  test('reaches a run of another program, and of one that began in the gap', async () => {
    const opened = await setup();
    await aForeignRun(opened, { id: anId(1), startedAt: '2026-01-01 00:00:30' });
    await aForeignRun(opened, { id: anId(2), startedAt: GAP.to - 10_000 });
    const moved = await opened.giveBack();
    expect(moved.map(({ id, deadlineAt }) => [id, deadlineAt - GAP.to]).sort()).toEqual([
      // 570 s and 600 s were left, in whole minutes.
      [anId(1), 600_000],
      [anId(2), 600_000],
    ]);
  });
});

describe('the gaps', () => {
  test('are newest first, page by page, also where they ended together', async () => {
    const { hearing } = await setup();
    const gaps = Array.from({ length: 7 }, (_, n) =>
      aGap({ id: anId(n), endedAt: NEW_YEAR + Math.floor(n / 3), reason: 'restarted', runs: n }),
    );
    for (const gap of gaps) await hearing.recordGap(gap);
    for (const limit of [1, 2, 3, 7]) {
      const found = [];
      let cursor: string | null = null;
      do {
        const page = await hearing.gaps({ cursor, limit });
        found.push(...page.rows);
        cursor = page.nextCursor;
      } while (cursor !== null);
      expect(found).toEqual([...gaps].reverse());
    }
  });

  test('refuse a cursor that they did not make', async () => {
    const { hearing } = await setup();
    await expect(hearing.gaps({ cursor: 'x', limit: 9 })).rejects.toMatchObject({
      code: 'invalid',
    });
  });
});

describe('the last time at which a server was alive', () => {
  const LATER = NEW_YEAR + 3_600_000;

  test('is none in an empty database', async () => {
    const { hearing } = await setup();
    expect(await hearing.lastAliveAt(NEW_YEAR)).toBeNull();
  });

  test('is the newest of a start, a beat, the end of a pass and the end of a gap', async () => {
    const { hearing, store } = await setup();
    await aRun(store, { id: anId(1), now: NEW_YEAR + 10 });
    expect(await hearing.lastAliveAt(LATER)).toBe(NEW_YEAR + 10);
    await reportTo(store, anId(1), NEW_YEAR + 20, { type: 'heartbeat' });
    expect(await hearing.lastAliveAt(LATER)).toBe(NEW_YEAR + 20);
    await store.stale.recordSweep(aSweep({ startedAt: NEW_YEAR + 25, durationMs: 5 }));
    expect(await hearing.lastAliveAt(LATER)).toBe(NEW_YEAR + 30);
    await hearing.recordGap(aGap({ endedAt: NEW_YEAR + 40 }));
    expect(await hearing.lastAliveAt(LATER)).toBe(NEW_YEAR + 40);
  });

  test('is not in the future: what lies far ahead is not believed, what lies near is now', async () => {
    const { hearing, store, raw } = await setup();
    await aRun(store, { id: anId(1) });
    await aRun(store, { id: anId(2), now: LATER + 60_001 });
    await hearing.recordGap(aGap({ endedAt: LATER + 60_001 }));
    await store.stale.recordSweep(aSweep({ startedAt: LATER + 60_001 }));
    expect(await hearing.lastAliveAt(LATER)).toBe(NEW_YEAR);
    await raw('UPDATE "ScrapeRun" SET "lastHeartbeatAt" = ?', [stamp(LATER + 60_000)]);
    expect(await hearing.lastAliveAt(LATER)).toBe(LATER);
  });
});
