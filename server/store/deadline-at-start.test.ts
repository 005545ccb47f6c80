import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deadlineAtStart } from '../domain/grant.ts';
import { suspectFrom } from '../domain/suspicion.ts';
import type { Millis } from '../domain/time.ts';
import { aMark, anId, aRun, aSweep } from '../testing/factories.ts';
import { NEW_YEAR } from '../testing/fake-clock.ts';
import { openTestStore, type TestStore } from '../testing/store.ts';
import { stamp } from './times.ts';

/** When the server starts. */
const NOW = NEW_YEAR + 50_000_123;
const SECONDS = [1, 600, 7200, 604_800];

interface GivenRun {
  deadlineAt: Millis;
  grantedUntil: Millis | null;
  extensions: { grantedAt: Millis; seconds: number }[];
}

/** Before the start, and on both sides of what of a clock ahead is believed at it. */
const aGrantTime = fc
  .tuple(fc.constantFrom(NEW_YEAR, NOW, NOW + 60_000), fc.constantFrom(-1, 0, 1))
  .map(([at, off]) => at + off);

/** When such a grant ends, or far ahead. */
const anEnd = fc.oneof(
  fc.tuple(aGrantTime, fc.constantFrom(0, ...SECONDS)).map(([at, given]) => at + given * 1000),
  fc.constant(NOW + 9_999_999_999),
);

const aGivenRun: fc.Arbitrary<GivenRun> = fc.record({
  deadlineAt: anEnd,
  grantedUntil: fc.oneof({ weight: 4, arbitrary: anEnd }, fc.constant(null)),
  extensions: fc.array(fc.record({ grantedAt: aGrantTime, seconds: fc.constantFrom(...SECONDS) }), {
    maxLength: 3,
  }),
});

/** Writes run `n` as it was left when the last server ended. */
async function leave({ raw }: TestStore, run: GivenRun, n: number): Promise<void> {
  const { deadlineAt, grantedUntil, extensions } = run;
  const until = grantedUntil === null ? null : stamp(grantedUntil);
  await raw('UPDATE "ScrapeRun" SET "deadlineAt" = ?, "grantedUntil" = ?, "rev" = 0 WHERE id = ?', [
    stamp(deadlineAt),
    until,
    anId(n),
  ]);
  for (const [index, { grantedAt, seconds }] of extensions.entries()) {
    await raw('INSERT INTO "RunExtension" VALUES (?, ?, ?, ?, ?, NULL, NULL)', [
      `${n} ${index}`,
      anId(n),
      stamp(grantedAt),
      seconds,
      stamp(deadlineAt),
    ]);
  }
}

test('the database gives the deadline of a start as the domain says, to the millisecond', async () => {
  const opened = await openTestStore();
  const { store, raw } = opened;
  const PATIENCES = [1, 60, 600, 7200];
  for (const [n, staleAfterSeconds] of PATIENCES.entries()) {
    await aRun(store, { id: anId(n), staleAfterSeconds });
  }
  let kept = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(aGivenRun, { minLength: 4, maxLength: 4 }), async (runs) => {
      await raw('DELETE FROM "RunExtension"');
      await raw('DELETE FROM "Sweep"');
      for (const [n, run] of runs.entries()) await leave(opened, run, n);
      await store.stale.recover({
        now: NOW,
        origins: ['LOCAL'],
        errorOf: (run) => aMark(run, NOW).error,
        sweep: aSweep({ trigger: 'startup', startedAt: NOW }),
      });
      for (const [n, run] of runs.entries()) {
        const staleAfterSeconds = PATIENCES[n] ?? 0;
        const deadlineAt = deadlineAtStart({ ...run, staleAfterSeconds }, run.extensions, NOW);
        const after = await store.runs.find(anId(n), NOW);
        expect(after).toMatchObject({ deadlineAt, suspectedAt: null, rev: 1 });
        expect(after?.suspectAt).toBe(after && suspectFrom(after, NOW));
        if (deadlineAt > NOW + staleAfterSeconds * 1000) kept += 1;
      }
    }),
    { numRuns: 60 },
  );
  // Otherwise all of it could have held of nothing.
  expect(kept).toBeGreaterThan(10);
});
