import { describe, expect, test } from 'vitest';
import type { Clearance, Keeping } from '../domain/ports.ts';
import { DAY, type Removed, type RemovedKind } from '../domain/retention.ts';
import { aGap, aNewRun, anId, aSweep, reportTo } from '../testing/factories.ts';
import { NEW_YEAR } from '../testing/fake-clock.ts';
import {
  clearShelves,
  countRows,
  ENDS,
  numbersOf,
  type OldRun,
  writeOldRuns,
} from '../testing/old-runs.ts';
import { openTestStore } from '../testing/store.ts';

const KEEPING: Keeping = { asOf: NEW_YEAR, days: 30 };
/** What ended before this is too old. */
const CUT = NEW_YEAR - 30 * DAY;

async function setup() {
  const opened = await openTestStore();
  const { retention } = opened.store;
  const clear = (rows?: number, keeping = KEEPING) => clearShelves(retention, keeping, rows);
  return { ...opened, retention, clear };
}

const rowsIn = (removed: Removed) => Object.values(removed).reduce((sum, count) => sum + count, 0);
const sumOf = (commits: readonly Clearance[], kind: RemovedKind) =>
  commits.reduce((sum, { removed }) => sum + (removed[kind] ?? 0), 0);

describe('runs that are too old', () => {
  test('go with all that belongs to them, however they ended', async () => {
    const app = await setup();
    const parts = { logs: 3, phases: 2, errors: 1, extensions: 1 };
    await writeOldRuns(app, [
      ...ENDS.map((status, n): OldRun => ({ n, status, endedAt: CUT - 1, ...parts })),
      { n: 9, status: 'COMPLETED', endedAt: CUT, ...parts },
    ]);
    const commits = await app.clear();
    expect(await numbersOf(app)).toEqual([9]);
    const left = { ScrapeRun: 1, ScrapePhaseLog: 2, ScrapeError: 1, ScrapeLog: 3, RunExtension: 1 };
    expect(await countRows(app)).toEqual(left);
    const kinds: RemovedKind[] = ['run', 'phase', 'error', 'log', 'extension'];
    expect(kinds.map((kind) => sumOf(commits, kind))).toEqual([3, 6, 3, 9, 3]);
  });

  test('are so by the millisecond of their end, not by their start', async () => {
    const app = await setup();
    await writeOldRuns(app, [
      { n: 1, endedAt: CUT - 1 },
      { n: 2, endedAt: CUT },
      { n: 3, endedAt: CUT + 1, startedAt: CUT - 90 * DAY },
    ]);
    await app.clear();
    expect(await numbersOf(app)).toEqual([2, 3]);
  });

  test('are never RUNNING, however long ago they began', async () => {
    const app = await setup();
    await writeOldRuns(app, [{ n: 1, endedAt: null, startedAt: CUT - 400 * DAY, logs: 5 }]);
    expect(await app.clear()).toEqual([]);
    expect(await countRows(app)).toMatchObject({ ScrapeRun: 1, ScrapeLog: 5 });
  });

  test('are not the last good one of their scraper', async () => {
    const app = await setup();
    await writeOldRuns(app, [
      { n: 1, status: 'COMPLETED', endedAt: CUT - 3 * DAY },
      { n: 2, status: 'COMPLETED', endedAt: CUT - 2 * DAY },
      { n: 3, status: 'FAILED', endedAt: CUT - DAY },
      { n: 4, status: 'COMPLETED', endedAt: CUT - 9 * DAY, scraper: 'shoes' },
      { n: 5, status: 'COMPLETED', endedAt: NEW_YEAR, scraper: 'shoes' },
    ]);
    await app.clear();
    expect(await numbersOf(app)).toEqual([2, 5]);
  });

  test('stay while a run that stays names them, and no longer chain than that stays', async () => {
    const app = await setup();
    await writeOldRuns(app, [
      { n: 1, endedAt: CUT - 3 * DAY },
      { n: 2, endedAt: CUT - 2 * DAY, retryOf: 1 },
      { n: 3, endedAt: null, startedAt: CUT - DAY, retryOf: 2 },
      { n: 4, endedAt: CUT - 3 * DAY },
      { n: 5, endedAt: CUT - 2 * DAY, retryOf: 4 },
    ]);
    await app.clear();
    expect(await numbersOf(app)).toEqual([2, 3]);
    const rows = await app.raw('SELECT "retryOfId" AS named FROM "ScrapeRun" ORDER BY id');
    expect(rows.map(({ named }) => named)).toEqual([null, anId(2)]);
  });

  test('are so after as many days as their scraper says, also where another names them', async () => {
    const app = await setup();
    await writeOldRuns(app, [
      { n: 1, scraper: 'short', endedAt: NEW_YEAR - 8 * DAY },
      { n: 2, scraper: 'short', endedAt: NEW_YEAR - 6 * DAY },
      { n: 3, scraper: 'long', endedAt: NEW_YEAR - 89 * DAY, retryOf: 5 },
      { n: 4, scraper: 'long', endedAt: NEW_YEAR - 91 * DAY },
      { n: 5, scraper: 'books', endedAt: NEW_YEAR - 90 * DAY },
      { n: 6, scraper: 'books', endedAt: NEW_YEAR - 90 * DAY },
    ]);
    await app.store.scrapers.change('short', { retentionDays: 7 });
    await app.store.scrapers.change('long', { retentionDays: 90 });
    await app.clear();
    expect(await numbersOf(app)).toEqual([2, 3, 5]);
  });

  test('are so too where nobody wrote when they ended', async () => {
    const app = await setup();
    await writeOldRuns(app, [
      { n: 1, endedAt: CUT - DAY },
      { n: 2, endedAt: null, status: 'FAILED', startedAt: CUT - DAY },
    ]);
    await app.clear();
    expect(await numbersOf(app)).toEqual([]);
  });

  test('go a few rows a commit, even of one run; the last of it to go is how it ended', async () => {
    const app = await setup();
    await writeOldRuns(app, [{ n: 1, endedAt: CUT - 1, logs: 230, phases: 10, errors: 5 }]);
    const commits = await app.clear(50);
    expect(commits.length).toBeGreaterThan(5);
    for (const { removed } of commits) expect(rowsIn(removed)).toBeLessThanOrEqual(50);
    expect(sumOf(commits.slice(0, -1), 'error')).toBeLessThan(5);
    expect(sumOf(commits.slice(0, -1), 'run')).toBe(0);
    expect(commits.at(-1)?.removed).toMatchObject({ run: 1 });
    expect(await countRows(app)).toMatchObject({ ScrapeRun: 0, ScrapeLog: 0, ScrapeError: 0 });
  });

  test('are gone for whoever asks, and their idempotency key is free again', async () => {
    const app = await setup();
    const started = aNewRun({ idempotencyKey: 'nightly', now: CUT - 60_000 });
    await app.store.runs.start(started);
    await reportTo(app.store, started.id, CUT - 1, { type: 'finish', outcome: 'failed' });
    await app.clear();
    expect(await app.store.runs.detail(started.id, NEW_YEAR)).toBeNull();
    const again = await app.store.runs.start({ ...started, id: anId(2), now: NEW_YEAR });
    expect(again).toMatchObject({ verdict: 'started', run: { id: anId(2) } });
  });
});

describe('passes and gaps', () => {
  test('that are too old go, at most so many a commit, and the newest stays', async () => {
    const { store, retention, raw } = await setup();
    for (let n = 1; n <= 5; n += 1) {
      await store.stale.recordSweep(aSweep({ id: anId(n), startedAt: CUT - n }));
      await store.hearing.recordGap(aGap({ id: anId(n), startedAt: 0, endedAt: CUT - n }));
    }
    expect(await retention.clearSweeps(CUT, 3)).toMatchObject({
      removed: { sweep: 3 },
      more: true,
    });
    expect(await retention.clearSweeps(CUT, 3)).toMatchObject({
      removed: { sweep: 1 },
      more: false,
    });
    expect(await retention.clearGaps(CUT, 9)).toMatchObject({ removed: { gap: 4 }, more: false });
    expect(await raw('SELECT id FROM "Sweep" UNION ALL SELECT id FROM "HearingGap"')).toEqual([
      { id: anId(1) },
      { id: anId(1) },
    ]);
  });

  test('that are not old enough stay', async () => {
    const { store, retention } = await setup();
    for (const n of [1, 2]) {
      await store.stale.recordSweep(aSweep({ id: anId(n), startedAt: CUT + n - 1 }));
      await store.hearing.recordGap(aGap({ id: anId(n), startedAt: 0, endedAt: CUT + n - 1 }));
    }
    expect((await retention.clearSweeps(CUT, 9)).removed).toEqual({ sweep: 0 });
    expect((await retention.clearGaps(CUT, 9)).removed).toEqual({ gap: 0 });
  });
});
