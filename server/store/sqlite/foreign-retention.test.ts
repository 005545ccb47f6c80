import { expect, test } from 'vitest';
import { DAY } from '../../domain/retention.ts';
import { anId } from '../../testing/factories.ts';
import { NEW_YEAR } from '../../testing/fake-clock.ts';
import { clearShelves, numbersOf, writeOldRuns } from '../../testing/old-runs.ts';
import { openTestStore } from '../../testing/store.ts';

/** What ended before this is too old. */
const CUT = NEW_YEAR - 30 * DAY;

test('runs that are too old are known whoever wrote them: any form of a time, none, and no scraper', async () => {
  const app = await openTestStore();
  await writeOldRuns(
    app,
    [1, 2, 3, 4, 5].map((n) => ({ n, endedAt: CUT - DAY })),
  );
  const write = (n: number, finishedAt: string | number | null) =>
    app.raw('UPDATE "ScrapeRun" SET "finishedAt" = ? WHERE id = ?', [finishedAt, anId(n)]);
  await write(1, new Date(CUT - 1).toISOString().replace('T', ' ').replace('Z', ''));
  await write(2, CUT - 1);
  await write(3, CUT + 1);
  await write(4, null);
  await app.raw('PRAGMA foreign_keys = OFF');
  await app.raw('DELETE FROM "Scraper"');
  await clearShelves(app.store.retention, { asOf: NEW_YEAR, days: 30 });
  expect(await numbersOf(app)).toEqual([3]);
});
