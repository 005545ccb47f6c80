import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deadlineAfter, type Gap } from '../domain/hearing.ts';
import { diesAt, signOfLife } from '../domain/staleness.ts';
import { suspectFrom } from '../domain/suspicion.ts';
import { aGap, anId } from '../testing/factories.ts';
import { NEW_YEAR } from '../testing/fake-clock.ts';
import { openTestStore } from '../testing/store.ts';
import { aWrittenRun, signsOf, writeRuns } from '../testing/written-runs.ts';

/** When the gap is given back; late on a day, so that forms that say days alone lie in the past. */
const NOW = NEW_YEAR + 50_000_123;

/** Gaps that ended when they are given back, or a little before, and the runs around each. */
const aCase = fc
  .tuple(
    fc.constantFrom(1, 2501, 59_999, 60_000, 60_001, 900_000, 3_600_000),
    fc.constantFrom(0, 1, 40_000),
  )
  .chain(([length, since]) => {
    const gap: Gap = { reason: 'blocked', from: NOW - since - length, to: NOW - since };
    const boundaries = [gap.from, gap.to, gap.from + Math.floor(length / 2)];
    const runs = fc.array(aWrittenRun(NOW, boundaries), { minLength: 8, maxLength: 8 });
    return fc.record({ gap: fc.constant(gap), runs });
  });

test('the database gives back what the domain says, to the millisecond, whatever was written', async () => {
  const opened = await openTestStore();
  const { hearing, stale } = opened.store;
  let moves = 0;
  await fc.assert(
    fc.asyncProperty(aCase, async ({ gap, runs }) => {
      await writeRuns(opened, runs);
      await opened.raw('DELETE FROM "HearingGap"');
      const moved = await hearing.giveBack(gap, aGap({ runs: 99 }), NOW);
      const expected = runs.map((run, index) => {
        const signs = signsOf(run, NOW);
        const deadlineAt = deadlineAfter(gap, {
          diesAt: diesAt({ ...signs, ...run, ...signs }, NOW),
          sign: signOfLife(signs, NOW).at,
          staleAfterSeconds: run.staleAfterSeconds,
        });
        const isMoved = deadlineAt !== run.deadlineAt;
        return { id: anId(index), deadlineAt, rev: isMoved ? 1 : 0 };
      });
      const ids = runs.map((_, index) => anId(index));
      const after = byId(await stale.byIds(ids, NOW));
      expect(after).toMatchObject(expected);
      expect(byId(moved)).toEqual(after.filter(({ rev }) => rev === 1));
      for (const run of moved) expect(run.suspectAt).toBe(Math.max(0, suspectFrom(run, NOW)));
      const { rows } = await hearing.gaps({ cursor: null, limit: 9 });
      expect(rows).toEqual([aGap({ runs: moved.length })]);
      moves += moved.length;
    }),
    { numRuns: 60 },
  );
  // Otherwise all of it could have held of nothing.
  expect(moves).toBeGreaterThan(50);
});

function byId<T extends { id: string }>(runs: readonly T[]): T[] {
  return [...runs].sort((a, b) => (a.id < b.id ? -1 : 1));
}
