import { describe, expect, test } from 'vitest';
import { aTime } from '../testing/engine.ts';
import {
  aForeignPhase,
  aMark,
  anId,
  aRun,
  aSweep,
  aSweepWrite,
  reportTo,
} from '../testing/factories.ts';
import { createFakeClock, NEW_YEAR } from '../testing/fake-clock.ts';
import { insertRows } from '../testing/rows.ts';
import { openTestStore } from '../testing/store.ts';

/** When runs that started at the new year are stale. */
const STALE = NEW_YEAR + 600_000;

/** A store with `count` runs that fell silent at the new year. */
async function setup(count = 1) {
  const clock = createFakeClock(STALE);
  const opened = await openTestStore({ clock });
  const { store } = opened;
  for (let n = 1; n <= count; n += 1) {
    await aRun(store, { id: anId(n), scraper: 'books', phase: 'crawl' });
  }
  const marksAt = async (now: number) => (await store.stale.due(now)).map((run) => aMark(run, now));
  return {
    ...opened,
    clock,
    marksAt,
    find: (n: number, now = STALE) => store.runs.find(anId(n), now),
    /** Marks everything due at `now`. */
    sweep: async (now: number, fields: Partial<Parameters<typeof store.stale.sweep>[0]> = {}) =>
      store.stale.sweep(aSweepWrite({ now, marks: await marksAt(now), ...fields })),
  };
}

describe('a mark', () => {
  test('fails the run, with its evidence, and closes its phase', async () => {
    const { sweep, store, find, marksAt } = await setup();
    const before = await find(1);
    const [mark] = await marksAt(STALE);
    const { marked, spared, rearmed, sweep: recorded } = await sweep(STALE);
    expect(marked).toEqual([
      { ...before, status: 'FAILED', finishedAt: STALE, rev: 1, error: mark?.error },
    ]);
    expect([spared, rearmed, recorded]).toEqual([[], [], null]);
    expect(await find(1)).toEqual(marked[0]);
    const detail = await store.runs.detail(anId(1), STALE);
    expect(detail?.errors).toEqual([mark?.error]);
    expect(detail?.phases).toEqual([{ phase: 'crawl', startedAt: NEW_YEAR, finishedAt: STALE }]);
  });

  test('writes an error that Prisma and other programs can read', async () => {
    const { sweep, raw } = await setup();
    await sweep(STALE);
    const [row] = await raw('SELECT * FROM "ScrapeError"');
    expect(row).toMatchObject({
      runId: anId(1),
      errorType: 'stale',
      phase: 'crawl',
      url: null,
      occurredAt: '2026-01-01T00:10:00.000+00:00',
      fatal: 1,
    });
    expect(JSON.parse(String(row?.detail))).toMatchObject({ silentForSeconds: 600 });
  });

  test('does nothing to a run that spoke after it was judged, but re-arms it by that sign', async () => {
    const opened = await setup();
    const { store, marksAt, find } = opened;
    const marks = await marksAt(STALE);
    await aForeignPhase(opened, { runId: anId(1), phase: 'late', startedAt: STALE - 1000 });
    const written = await store.stale.sweep(aSweepWrite({ now: STALE, marks }));
    const after = await find(1);
    expect(after).toMatchObject({ status: 'RUNNING', deadlineAt: STALE - 1000 + 600_000, rev: 1 });
    expect(written).toMatchObject({ marked: [], spared: [after], rearmed: [after], held: [] });
    expect((await store.runs.detail(anId(1), STALE))?.errors).toEqual([]);
  });

  test('does nothing to a run that ended after it was judged', async () => {
    const { store, marksAt, find } = await setup();
    const marks = await marksAt(STALE);
    await reportTo(store, anId(1), STALE, { type: 'finish', outcome: 'completed' });
    const ended = await find(1);
    const written = await store.stale.sweep(aSweepWrite({ now: STALE, marks }));
    expect(written).toMatchObject({ marked: [], spared: [ended], rearmed: [], held: [] });
    expect(await find(1)).toEqual(ended);
  });

  test('does nothing to a silent run whose deadline is ahead', async () => {
    const { store, raw, find } = await setup();
    const run = await find(1);
    if (run === null) throw new Error('The run is gone.');
    await raw('UPDATE "ScrapeRun" SET "deadlineAt" = \'2026-01-01T00:10:00.001+00:00\'');
    const written = await store.stale.sweep(
      aSweepWrite({ now: STALE, marks: [aMark(run, STALE)] }),
    );
    expect(written).toMatchObject({ marked: [], rearmed: [] });
    expect(await find(1)).toMatchObject({ status: 'RUNNING', deadlineAt: STALE + 1, rev: 0 });
  });

  test('of a thousand is one commit, each with its own error', async () => {
    const { sweep, raw } = await setup(0);
    await raw(`INSERT INTO "Scraper" (id, name) VALUES ('s', 'books')`);
    const runs = Array.from({ length: 1000 }, (_, n) => ({
      ...{ id: anId(n + 1), scraperId: 's' },
      ...{ startedAt: aTime(NEW_YEAR - n * 1000), staleAfterSeconds: 600 },
    }));
    await insertRows({ raw }, 'ScrapeRun', runs);
    const { marked, sweep: recorded } = await sweep(STALE, { sweep: aSweep({ examined: 1000 }) });
    expect(marked).toHaveLength(1000);
    expect(recorded).toMatchObject({ marked: 1000, spared: 0 });
    const rows = await raw(`SELECT COUNT(DISTINCT "runId") AS runs, COUNT(*) AS errors,
      COUNT(DISTINCT detail ->> 'silentForSeconds') AS silences FROM "ScrapeError"`);
    expect(rows).toEqual([{ runs: 1000, errors: 1000, silences: 1000 }]);
  });
});

describe('a pass', () => {
  test('re-arms the spared by their sign of life, and tells which', async () => {
    const { store, find, raw } = await setup(3);
    await reportTo(store, anId(1), STALE - 5000, { type: 'heartbeat' });
    await raw('UPDATE "ScrapeRun" SET "deadlineAt" = \'1970-01-01T00:00:00.000+00:00\'');
    const written = await store.stale.sweep(aSweepWrite({ now: STALE, rearm: [anId(1), anId(9)] }));
    const after = await find(1);
    expect(after).toMatchObject({ deadlineAt: STALE - 5000 + 600_000, rev: 2 });
    expect(written).toMatchObject({ marked: [], spared: [], rearmed: [after] });
    expect(await find(2)).toMatchObject({ deadlineAt: 0, rev: 0 });
  });

  test('gives a run whose signs are all in the future its whole stale-after from now', async () => {
    const { store, find, raw } = await setup();
    const future = NEW_YEAR + 10 * 86_400_000;
    await raw('UPDATE "ScrapePhaseLog" SET "startedAt" = ?', [aTime(future)]);
    await raw('UPDATE "ScrapeRun" SET "startedAt" = ?', [new Date(future).toISOString()]);
    await store.stale.sweep(aSweepWrite({ now: STALE, rearm: [anId(1)] }));
    expect(await find(1)).toMatchObject({ deadlineAt: STALE + 600_000 });
  });

  test('records what it really did, and how long that took', async () => {
    const { store, marksAt, clock } = await setup(3);
    const marks = await marksAt(STALE);
    await reportTo(store, anId(2), STALE, { type: 'heartbeat' });
    clock.jump(STALE + 42);
    const planned = aSweep({ startedAt: STALE, examined: 5, marked: 3, spared: 2, actor: 'ann' });
    const { sweep } = await store.stale.sweep(aSweepWrite({ now: STALE, marks, sweep: planned }));
    expect(sweep).toEqual({ ...planned, marked: 2, spared: 3, durationMs: 42 });
    expect((await store.stale.sweeps({ cursor: null, limit: 9 })).rows).toEqual([sweep]);
  });

  test('that was aborted writes nothing, and says why', async () => {
    const { store, marksAt, find } = await setup();
    const run = await find(1);
    const controller = new AbortController();
    const marks = await marksAt(STALE);
    const write = aSweepWrite({ now: STALE, marks, sweep: aSweep(), signal: controller.signal });
    const pass = store.stale.sweep(write);
    const reason = new Error('it took too long');
    controller.abort(reason);
    await expect(pass).rejects.toBe(reason);
    expect(await find(1)).toEqual(run);
    expect((await store.stale.sweeps({ cursor: null, limit: 9 })).rows).toEqual([]);
  });

  test('that is aborted at its last moment writes nothing either', async () => {
    const { store, marksAt, find, raw } = await setup();
    const run = await find(1);
    const marks = await marksAt(STALE);
    let looks = 0;
    const reason = new Error('too late');
    const signal = {
      throwIfAborted() {
        looks += 1;
        if (looks > 1) throw reason;
      },
    } as AbortSignal;
    const write = aSweepWrite({ now: STALE, marks, sweep: aSweep(), signal });
    await expect(store.stale.sweep(write)).rejects.toBe(reason);
    expect(await find(1)).toEqual(run);
    expect(await raw('SELECT * FROM "ScrapeError"')).toEqual([]);
  });

  test('that fails is recorded with its error', async () => {
    const { store } = await setup();
    const failed = aSweep({ error: 'The database is locked.', durationMs: 2000 });
    await store.stale.recordSweep(failed);
    expect((await store.stale.sweeps({ cursor: null, limit: 9 })).rows).toEqual([failed]);
  });
});

describe('the passes', () => {
  test('are newest first, page by page, also where they began together', async () => {
    const { store } = await setup(0);
    const passes = Array.from({ length: 7 }, (_, n) =>
      aSweep({ id: anId(n), startedAt: NEW_YEAR + Math.floor(n / 3), trigger: 'manual' }),
    );
    for (const pass of passes) await store.stale.recordSweep(pass);
    const newestFirst = [...passes].reverse();
    for (const limit of [1, 2, 3, 7]) {
      const found = [];
      let cursor: string | null = null;
      do {
        const page = await store.stale.sweeps({ cursor, limit });
        found.push(...page.rows);
        cursor = page.nextCursor;
      } while (cursor !== null);
      expect(found).toEqual(newestFirst);
    }
  });

  test('refuse a cursor that they did not make', async () => {
    const { store } = await setup(0);
    const page = store.stale.sweeps({ cursor: 'x', limit: 9 });
    await expect(page).rejects.toMatchObject({ code: 'invalid' });
  });
});
