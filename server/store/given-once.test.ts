import { expect, test } from 'vitest';
import type { Gap } from '../domain/hearing.ts';
import { aGap, anId, aRun } from '../testing/factories.ts';
import { NEW_YEAR } from '../testing/fake-clock.ts';
import { openTestStore } from '../testing/store.ts';

/** A run with 10 min of patience, half of it used up when the gaps begin. */
const FROM = NEW_YEAR + 300_000;
const LEFT = 300_000;

async function setup() {
  const { store } = await openTestStore();
  await aRun(store);
  let given = 0;
  return {
    async give(from: number, to: number) {
      given += 1;
      const gap: Gap = { reason: 'database', from: FROM + from, to: FROM + to };
      const times = { startedAt: gap.from, endedAt: gap.to };
      const record = aGap({ id: anId(given), reason: 'database', ...times });
      return (await store.hearing.giveBack(gap, record, gap.to)).length;
    },
    deadline: async () => ((await store.runs.find(anId(1), FROM))?.deadlineAt ?? 0) - FROM,
    gaps: async () =>
      (await store.hearing.gaps({ cursor: null, limit: 9 })).rows.map((row) => [
        row.startedAt - FROM,
        row.endedAt - FROM,
        row.runs,
      ]),
  };
}

test('the same gap of another node gives nothing more, and is not recorded again', async () => {
  const { give, deadline, gaps } = await setup();
  expect(await give(0, 60_000)).toBe(1);
  expect(await give(0, 60_000)).toBe(0);
  expect(await give(10_000, 50_000)).toBe(0);
  expect(await deadline()).toBe(60_000 + LEFT);
  expect(await gaps()).toEqual([[0, 60_000, 1]]);
});

test('of a gap that lasted longer for another node the rest is given', async () => {
  const { give, deadline, gaps } = await setup();
  await give(0, 60_000);
  expect(await give(0, 61_000)).toBe(1);
  expect(await deadline()).toBe(61_000 + LEFT);
  expect(await gaps()).toEqual([
    [60_000, 61_000, 1],
    [0, 60_000, 1],
  ]);
});

test('a gap around one that is known gives what is before and after it, never less than all of it', async () => {
  const { give, deadline, gaps } = await setup();
  await give(20_000, 40_000);
  expect(await give(0, 60_000)).toBe(1);
  expect(await deadline()).toBe(60_000 + LEFT);
  expect((await gaps()).map(([from, to]) => [from, to])).toEqual([
    [40_000, 60_000],
    [20_000, 40_000],
    [0, 20_000],
  ]);
});
