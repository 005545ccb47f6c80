import { describe, expect, test } from 'vitest';
import { aForeignRun, aNewRun, anId, aRun, reportTo } from '../testing/factories.ts';
import { NEW_YEAR } from '../testing/fake-clock.ts';
import { openTestStore } from '../testing/store.ts';

const setup = () => openTestStore();

describe('a start', () => {
  test('makes the scraper on first sight, once', async () => {
    const { store, raw } = await setup();
    await Promise.all([1, 2, 3].map((n) => aRun(store, { id: anId(n) })));
    expect(await raw('SELECT name FROM "Scraper"')).toEqual([{ name: 'books' }]);
  });

  test('gives a RUNNING run that nobody has heard from yet', async () => {
    const { store } = await setup();
    const run = await aRun(store, { scraper: 'shop', origin: 'LOCAL', trigger: 'api' });
    expect(run).toEqual({
      id: anId(1),
      scraper: 'shop',
      status: 'RUNNING',
      origin: 'LOCAL',
      trigger: 'api',
      retryOf: null,
      startedAt: NEW_YEAR,
      finishedAt: null,
      phase: null,
      progress: null,
      lastPhaseAt: null,
      lastHeartbeatAt: null,
      staleAfterSeconds: 600,
      staleAfterFrom: 'setting',
      deadlineAt: NEW_YEAR + 600_000,
      suspectAt: NEW_YEAR + 450_000,
      suspectedAt: null,
      heldAt: null,
      grantedUntil: null,
      stuckAfterSeconds: 1800,
      whenStuck: 'show',
      lastProgressAt: null,
      stuckAt: null,
      silences: {},
      lastSeq: -1,
      rev: 0,
      cancelRequestedAt: null,
      spokeAgainAt: null,
      reportedAt: null,
      error: null,
    });
    expect(await store.runs.find(run.id, NEW_YEAR)).toEqual(run);
  });

  test('writes its times as Prisma does', async () => {
    const { store, raw } = await setup();
    await aRun(store);
    expect(await raw('SELECT "startedAt", "deadlineAt" FROM "ScrapeRun"')).toEqual([
      { startedAt: '2026-01-01T00:00:00.000+00:00', deadlineAt: '2026-01-01T00:10:00.000+00:00' },
    ]);
  });

  test('with a phase opens it', async () => {
    const { store } = await setup();
    const run = await aRun(store, { phase: 'crawl' });
    expect(run).toMatchObject({ phase: 'crawl', lastPhaseAt: NEW_YEAR });
    expect((await store.runs.detail(run.id, NEW_YEAR))?.phases).toEqual([
      { phase: 'crawl', startedAt: NEW_YEAR, finishedAt: null },
    ]);
  });

  test('takes the stale-after of the run, else of the scraper, else of the setting', async () => {
    const { store, raw } = await setup();
    await raw(`INSERT INTO "Scraper" (id, name, "staleAfterSeconds") VALUES ('s', 'slow', 7200)`);
    const own = await aRun(store, { id: anId(1), scraper: 'slow', staleAfterSeconds: 5 });
    const scrapers = await aRun(store, { id: anId(2), scraper: 'slow' });
    const setting = await aRun(store, { id: anId(3), defaultStaleAfterSeconds: 30 });
    expect(
      [own, scrapers, setting].map((run) => [
        run.staleAfterSeconds,
        run.staleAfterFrom,
        run.deadlineAt - NEW_YEAR,
      ]),
    ).toEqual([
      [5, 'run', 5000],
      [7200, 'scraper', 7_200_000],
      [30, 'setting', 30_000],
    ]);
  });
});

describe('patience with a standstill', () => {
  test('is the scraper’s, else the setting’s, and so is what comes of it', async () => {
    const { store, raw } = await setup();
    await raw(`INSERT INTO "Scraper" (id, name, "stuckAfterSeconds", "whenStuck")
      VALUES ('s', 'strict', 90, 'fail'), ('o', 'odd', NULL, 'explode')`);
    const found = [
      await aRun(store, { id: anId(1), scraper: 'strict' }),
      await aRun(store, { id: anId(2), scraper: 'odd', defaultStuckAfterSeconds: 77 }),
      await aRun(store, { id: anId(3), scraper: 'new' }),
    ];
    expect(found.map((run) => [run.stuckAfterSeconds, run.whenStuck])).toEqual([
      [90, 'fail'],
      [77, 'show'],
      [1800, 'show'],
    ]);
  });
});

describe('an idempotency key', () => {
  const keyed = (id: string, fields = {}) => aNewRun({ id, idempotencyKey: 'k', ...fields });

  test('gives the same run again, also when that has ended', async () => {
    const { store } = await setup();
    const first = await aRun(store, keyed(anId(1)));
    expect(await store.runs.start(keyed(anId(2)))).toEqual({ verdict: 'repeated', run: first });
    await reportTo(store, first.id, NEW_YEAR, { type: 'finish', outcome: 'completed' });
    expect(await store.runs.start(keyed(anId(3)))).toMatchObject({
      verdict: 'repeated',
      run: { id: first.id, status: 'COMPLETED' },
    });
  });

  test('gives one run to any number of callers at once', async () => {
    const { store, raw } = await setup();
    const verdicts = await Promise.all(
      Array.from({ length: 30 }, (_, n) => store.runs.start(keyed(anId(n)))),
    );
    expect(verdicts.filter(({ verdict }) => verdict === 'started')).toHaveLength(1);
    expect(verdicts.filter(({ verdict }) => verdict === 'repeated')).toHaveLength(29);
    expect(await raw('SELECT COUNT(*) AS n FROM "ScrapeRun"')).toEqual([{ n: 1 }]);
  });

  test('is one scraper’s own, and none is no key', async () => {
    const { store } = await setup();
    await aRun(store, keyed(anId(1)));
    await aRun(store, keyed(anId(2), { scraper: 'shop' }));
    await aRun(store, { id: anId(3) });
    await aRun(store, { id: anId(4) });
    expect(await store.runs.countRunning()).toBe(4);
  });
});

describe('a retry', () => {
  test('names the run that it retries', async () => {
    const { store } = await setup();
    await aRun(store, { id: anId(1) });
    expect(await aRun(store, { id: anId(2), retryOf: anId(1) })).toMatchObject({
      retryOf: anId(1),
    });
  });

  test('may retry a run that another program wrote', async () => {
    const opened = await setup();
    await aForeignRun(opened, { id: anId(1), startedAt: '2026-01-01 00:00:00' });
    await aRun(opened.store, { id: anId(2), retryOf: anId(1) });
  });

  test('of no run is refused, and leaves nothing behind', async () => {
    const { store, raw } = await setup();
    expect(await store.runs.start(aNewRun({ retryOf: anId(9) }))).toEqual({
      verdict: 'unknown_retry',
    });
    expect(await raw('SELECT name FROM "Scraper"')).toEqual([]);
  });
});
