import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutOff, DAY } from '../domain/retention.ts';
import { NEW_YEAR } from '../testing/fake-clock.ts';
import { ENDS, numbersOf, type OldRun, writeOldRuns } from '../testing/old-runs.ts';
import { openTestStore } from '../testing/store.ts';

/** How many days each scraper keeps its runs; null: the setting. */
const DAYS: Record<string, number | null> = { books: null, short: 7, long: 90 };
const SETTING = 30;

/** Runs that ended around every boundary, and name each other in any way. */
const someRuns = fc
  .array(
    fc.record({
      scraper: fc.constantFrom(...Object.keys(DAYS)),
      status: fc.constantFrom('RUNNING' as const, ...ENDS),
      days: fc.constantFrom(0, 7, 30, 90, 400),
      off: fc.constantFrom(-1, 0, 1),
      names: fc.option(fc.nat(11), { nil: undefined }),
    }),
    { maxLength: 12 },
  )
  .map((drawn) =>
    drawn.map(({ scraper, status, days, off, names }, n): OldRun => {
      const at = NEW_YEAR - days * DAY + off;
      const retryOf = names === undefined || names >= n ? undefined : names;
      // The starts differ, so that it is plain which is the newest.
      const startedAt = at - 60_000 - 10 * n;
      return { n, scraper, status, startedAt, endedAt: status === 'RUNNING' ? null : at, retryOf };
    }),
  );

/** What is to be left of them, in plain words. */
function kept(runs: readonly OldRun[]): number[] {
  const lastGood = (scraper?: string) =>
    runs
      .filter((run) => run.scraper === scraper && run.status === 'COMPLETED')
      .sort((a, b) => (b.startedAt ?? 0) - (a.startedAt ?? 0))[0];
  const stays = (run: OldRun) =>
    run.endedAt === null ||
    run.endedAt >= cutOff(NEW_YEAR, DAYS[run.scraper ?? ''] ?? SETTING) ||
    run === lastGood(run.scraper);
  const named = new Set(runs.filter(stays).map(({ retryOf }) => retryOf));
  return runs.filter((run) => stays(run) || named.has(run.n)).map(({ n }) => n);
}

test('what is left is what the rule says, whatever the runs and however small the commits', async () => {
  const app = await openTestStore();
  const { retention } = app.store;
  const keeping = { asOf: NEW_YEAR, days: SETTING };
  await fc.assert(
    fc.asyncProperty(someRuns, fc.constantFrom(1, 11, 500), async (runs, rows) => {
      await app.raw('DELETE FROM "ScrapeRun"');
      await writeOldRuns(app, runs);
      for (const [name, days] of Object.entries(DAYS)) {
        await app.store.scrapers.change(name, { retentionDays: days });
      }
      for (const shelf of await retention.shelves(keeping)) {
        let after: string | null = null;
        for (let more = true; more; ) {
          ({ more, after } = await retention.clearShelf({ ...keeping, shelf, after, rows }));
        }
      }
      expect(await numbersOf(app)).toEqual(kept(runs));
    }),
    { numRuns: 60 },
  );
});
