import { describe, expect, test } from 'vitest';
import { aGap, anId, aRun } from '../../testing/factories.ts';
import { createFakeClock, NEW_YEAR } from '../../testing/fake-clock.ts';
import { openTestStore } from '../../testing/store.ts';

/** Two nodes on one database, both registered; the locks are not yet claimed. */
async function setup() {
  const clock = createFakeClock();
  const first = await openTestStore({ clock });
  const second = await openTestStore({ clock, databaseUrl: first.databaseUrl });
  const [one, two] = [first.store, second.store];
  for (const [n, { nodes }] of [one, two].entries()) {
    const times = { startedAt: NEW_YEAR, lastSeenAt: NEW_YEAR, stoppedAt: null, goneAt: null };
    await nodes.beat({ id: anId(n + 1), name: `n${n}:1`, skewMs: 0, ...times });
  }
  return {
    ...first,
    clock,
    one,
    two,
    /** What the second is told of the first. */
    hold: async () => (await two.nodes.present(anId(2)))[0]?.hold,
    /** Ends the connection on which the lock is held, as a broken network would. */
    cut: () =>
      first.raw(
        `SELECT pg_terminate_backend(pid) FROM pg_locks
         WHERE locktype = 'advisory' AND objsubid = 1 AND database =
           (SELECT oid FROM pg_database WHERE datname = current_database())`,
      ),
  };
}

describe('the lock of a node', () => {
  test('is seen by the others from its claim until its process lets go of the database', async () => {
    const { one, hold, close } = await setup();
    expect(await hold()).toBe('free');
    await one.nodes.claim(anId(1));
    expect(await hold()).toBe('held');
    await close();
    expect(await hold()).toBe('free');
  });

  test('is taken anew by the next question after its connection was lost', async () => {
    const { one, hold, cut } = await setup();
    await one.nodes.claim(anId(1));
    await cut();
    await expect.poll(hold).toBe('free');
    // The first question may be the one that finds the connection dead.
    await one.nodes.time().catch(() => {});
    await one.nodes.time();
    expect(await hold()).toBe('held');
  });

  test('is not taken away by another that claims the same', async () => {
    const { one, two, hold, close } = await setup();
    await one.nodes.claim(anId(1));
    await two.nodes.claim(anId(1));
    expect(await two.nodes.present(anId(2))).toMatchObject([{ hold: 'held' }]);
    await close();
    // The next question of the other one takes it.
    expect(await hold()).toBe('held');
  });
});

test('the time is the database’s, with fractions of a millisecond, and goes on', async () => {
  const { one, two } = await setup();
  expect(one.nodes.shared()).toBe(true);
  const times = [];
  for (const { nodes } of [one, two, one, two]) times.push((await nodes.time()) ?? Number.NaN);
  expect(times).toEqual([...times].sort((a, b) => a - b));
  expect(Math.abs((times[3] ?? 0) - Date.now())).toBeLessThan(10_000);
  expect(times.some((time) => !Number.isInteger(time))).toBe(true);
});

test('two nodes that lived through the same gap give it back once', async () => {
  const { one, two } = await setup();
  await aRun(one, { staleAfterSeconds: 600 });
  const from = NEW_YEAR + 60_000;
  const gaps = [from + 120_000, from + 121_000].map(
    (to) => ({ reason: 'database', from, to }) as const,
  );
  await Promise.all(
    [one, two].map(({ hearing }, n) => {
      const gap = gaps[n] ?? { reason: 'database', from, to: from };
      const record = aGap({
        id: anId(n + 1),
        reason: 'database',
        startedAt: from,
        endedAt: gap.to,
      });
      return hearing.giveBack(gap, record, gap.to);
    }),
  );
  const run = await one.runs.find(anId(1), from + 121_000);
  // 540 s were left of its patience: a minute's steps are 9 of them.
  expect(run?.deadlineAt).toBe(from + 121_000 + 540_000);
  const { rows } = await two.hearing.gaps({ cursor: null, limit: 9 });
  const length = rows.reduce((sum, { startedAt, endedAt }) => sum + endedAt - startedAt, 0);
  expect(length).toBe(121_000);
});

describe('the turn to look for the dead', () => {
  test('is had by one node at a time, and free when its process has gone', async () => {
    const { one, two, close } = await setup();
    expect(await one.nodes.takeTurn()).toBe(true);
    expect(await two.nodes.takeTurn()).toBe(false);
    await one.nodes.endTurn();
    expect(await two.nodes.takeTurn()).toBe(true);
    await two.nodes.endTurn();
    expect(await one.nodes.takeTurn()).toBe(true);
    await close();
    await expect.poll(() => two.nodes.takeTurn()).toBe(true);
  });
});
