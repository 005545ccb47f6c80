import { expect, test } from 'vitest';
import { NEVER } from '../../domain/suspicion.ts';
import { aGap, aMark, anId, aRun, aSweepWrite, reportTo } from '../../testing/factories.ts';
import { createFakeClock, NEW_YEAR } from '../../testing/fake-clock.ts';
import { openRaw, openTestStore } from '../../testing/store.ts';

const STALE = NEW_YEAR + 600_000;
const TIMES = 40;

/** A store, and another server that writes to the same file whenever the lock is free. */
async function setup() {
  const opened = await openTestStore({ clock: createFakeClock(STALE) });
  const { store, databaseUrl } = opened;
  const other = openRaw(databaseUrl);
  const write: typeof other = async (sql, args) => {
    for (;;) {
      try {
        return await other(sql, args);
      } catch (failure) {
        if (!/SQLITE_BUSY/.test(String(failure))) throw failure;
        await new Promise<void>((turn) => setImmediate(turn));
      }
    }
  };
  return {
    store,
    find: (n: number) => store.runs.find(anId(n), STALE),
    /** The other server ends the run, if it is RUNNING still; tells whether it did. */
    end: async (n: number) =>
      (
        await write(
          `UPDATE "ScrapeRun" SET status = 'COMPLETED', rev = rev + 1
           WHERE id = ? AND status = 'RUNNING' RETURNING id`,
          [anId(n)],
        )
      ).length,
    /** The other server hears the run at {@link STALE}, if it is RUNNING still; tells whether it did. */
    hear: async (n: number) =>
      (
        await write(
          `UPDATE "ScrapeRun" SET "lastHeartbeatAt" = '2026-01-01T00:10:00.000+00:00',
             "deadlineAt" = '2026-01-01T00:20:00.000+00:00', rev = rev + 1
           WHERE id = ? AND status = 'RUNNING' RETURNING id`,
          [anId(n)],
        )
      ).length,
  };
}

/** Begins both in either order, and lets more or less of the first happen before the second. */
async function race<A, B>(n: number, ours: () => Promise<A>, theirs: () => Promise<B>) {
  const later = async () => {
    for (let turns = n % 9; turns > 0; turns -= 1) {
      await new Promise<void>((turn) => setImmediate(turn));
    }
    return theirs();
  };
  const [a, b] = await Promise.all([ours(), later()]);
  return { ours: a, theirs: b };
}

test('a mark races the other server’s end of the run, and one of them ends it', async () => {
  const { store, find, end } = await setup();
  const winners = new Set<string>();
  for (let n = 1; n <= TIMES; n += 1) {
    const run = await aRun(store, { id: anId(n) });
    const pass = aSweepWrite({ now: STALE, marks: [aMark(run, STALE)] });
    const { ours, theirs } = await race(
      n,
      () => store.stale.sweep(pass),
      () => end(n),
    );
    expect(ours.marked.length + theirs).toBe(1);
    expect(ours.marked.length + ours.spared.length).toBe(1);
    expect(await find(n)).toMatchObject({ status: theirs === 1 ? 'COMPLETED' : 'FAILED', rev: 1 });
    winners.add(theirs === 1 ? 'theirs' : 'ours');
  }
  expect(winners).toEqual(new Set(['ours', 'theirs']));
});

test('a mark races a beat that the other server heard, and a run that was heard lives', async () => {
  const { store, find, hear } = await setup();
  for (let n = 1; n <= TIMES; n += 1) {
    const run = await aRun(store, { id: anId(n) });
    const pass = aSweepWrite({ now: STALE, marks: [aMark(run, STALE)], rule: 'sign' });
    const { ours, theirs } = await race(
      n,
      () => store.stale.sweep(pass),
      () => hear(n),
    );
    expect(ours.marked.length + theirs).toBe(1);
    expect((await find(n))?.status).toBe(theirs === 1 ? 'RUNNING' : 'FAILED');
  }
});

test('a hold, a grant and a suspicion race the other server’s end of the run, and move nothing after it', async () => {
  const { store, find, end } = await setup();
  const suspicion = { rev: 0, suspectedAt: STALE, suspectAt: NEVER };
  const grant = { seconds: 60, actor: null, reason: null, now: STALE };
  const writes = [
    async (id: string) => {
      const hold = { runIds: [id], until: STALE + 60_000 };
      return (await store.stale.sweep(aSweepWrite({ now: STALE, hold }))).held;
    },
    async (id: string) => (await store.grants.grant({ ...grant, runIds: [id] })).granted,
    (id: string) => store.suspicion.settle([{ ...suspicion, id }], STALE),
  ];
  for (const [k, write] of writes.entries()) {
    const firsts = new Set<number>();
    for (let n = 1 + k * TIMES; n <= (k + 1) * TIMES; n += 1) {
      await aRun(store, { id: anId(n) });
      const { ours, theirs } = await race(
        n,
        () => write(anId(n)),
        () => end(n),
      );
      expect(theirs).toBe(1);
      // What was told of the run is what was there before it ended, and never after.
      expect(ours.map(({ status }) => status)).toEqual(ours.map(() => 'RUNNING'));
      expect(await find(n)).toMatchObject({ status: 'COMPLETED', rev: ours.length + 1 });
      firsts.add(ours.length);
    }
    expect(firsts).toEqual(new Set([0, 1]));
  }
});

test('a gap that is given back races reports, and every report has the last word on its deadline', async () => {
  const { store, find } = await setup();
  const gap = { reason: 'blocked', from: STALE - 20_000, to: STALE - 10_000 } as const;
  for (let n = 1; n <= TIMES; n += 1) {
    await aRun(store, { id: anId(n) });
    await race(
      n,
      () => store.hearing.giveBack(gap, aGap({ id: anId(1000 + n) }), STALE),
      () => reportTo(store, anId(n), STALE, { type: 'heartbeat' }),
    );
    expect(await find(n)).toMatchObject({ deadlineAt: STALE + 600_000, lastHeartbeatAt: STALE });
  }
});
