import { describe, expect, test } from 'vitest';
import {
  aFilter,
  aForeignPhase,
  aForeignRun,
  aMark,
  anId,
  aRun,
  aSweepWrite,
  reportTo,
} from '../../testing/factories.ts';
import { NEW_YEAR } from '../../testing/fake-clock.ts';
import { openTestStore } from '../../testing/store.ts';
import { TIME_FORMS, UNREADABLE_TIMES } from '../../testing/time-forms.ts';

const FORMS = Object.entries(TIME_FORMS).map(([name, form]) => ({ name, ...form }));
/** A moment that every form can say. */
const DAY = NEW_YEAR + 86_400_000;

/** Ids of every version that programs make. */
const IDS = [
  '6ba7b810-9dad-11d1-80b4-00c04fd430c8',
  'f47ac10b-58cc-4372-a567-0e02b2c3d479',
  '74738ff5-5367-5958-9aee-98fffdcd1876',
  '01970000-0000-7000-8000-000000000001',
  '00000000-0000-0000-0000-000000000000',
];

const setup = () => openTestStore();

describe('a run that another program wrote', () => {
  test.each(IDS)('is like any other (%s)', async (id) => {
    const opened = await setup();
    const { store } = opened;
    await aForeignRun(opened, { id, startedAt: '2026-01-01 00:00:00' });
    const run = await store.runs.find(id, NEW_YEAR);
    expect(run).toMatchObject({
      id,
      scraper: 'theirs',
      status: 'RUNNING',
      origin: 'LOCAL',
      startedAt: NEW_YEAR,
      staleAfterFrom: 'run',
      deadlineAt: 0,
      lastSeq: -1,
      error: null,
    });
    expect((await store.runs.list(aFilter({ q: id }), NEW_YEAR)).rows).toEqual([run]);
    expect(await store.runs.running(NEW_YEAR)).toEqual([run]);
    expect((await store.runs.detail(id, NEW_YEAR))?.run).toEqual(run);
    expect(await store.stale.due(NEW_YEAR)).toEqual([run]);
    expect(await store.stale.byIds([id], NEW_YEAR)).toEqual([run]);
    expect(await store.stale.nextDeadline()).toBe(0);
    expect(await reportTo(store, id, NEW_YEAR, { type: 'phase', phase: 'crawl' })).toMatchObject({
      verdict: 'accepted',
      run: { phase: 'crawl', deadlineAt: NEW_YEAR + 600_000 },
    });
  });

  test.each(FORMS)('is marked exactly at its threshold, in $name form', async ({ write }) => {
    const opened = await setup();
    const { store } = opened;
    await aForeignRun(opened, { id: anId(1), startedAt: write(DAY) });
    const threshold = DAY + 600_000;
    for (const [now, marked] of [
      [threshold - 1, 0],
      [threshold, 1],
    ] as const) {
      await opened.raw('UPDATE "ScrapeRun" SET "deadlineAt" = \'1970-01-01T00:00:00.000+00:00\'');
      const [due] = await store.stale.due(now);
      if (due === undefined) throw new Error('It is not due.');
      expect(due.startedAt).toBe(DAY);
      const written = await store.stale.sweep(aSweepWrite({ now, marks: [aMark(due, now)] }));
      expect(written.marked).toHaveLength(marked);
    }
  });

  test('of a scraper that is in no table is shown by its id', async () => {
    const opened = await setup();
    await opened.raw('PRAGMA foreign_keys = OFF');
    await opened.raw(
      'INSERT INTO "ScrapeRun" (id, "scraperId", "startedAt", "staleAfterSeconds") VALUES (?, ?, ?, ?)',
      [anId(1), 'nobody', NEW_YEAR, 600],
    );
    expect(await opened.store.stale.due(NEW_YEAR)).toMatchObject([{ scraper: 'nobody' }]);
    expect((await opened.store.runs.list(aFilter(), NEW_YEAR)).rows).toHaveLength(1);
  });

  test.each(UNREADABLE_TIMES)(
    'with a start that cannot be read (%#) counts from its insert: neither immortal nor dead at once',
    async (startedAt) => {
      const opened = await setup();
      const before = Date.now();
      await aForeignRun(opened, { id: anId(1), startedAt });
      const run = await opened.store.runs.find(anId(1), before);
      expect(run?.startedAt).toBeGreaterThanOrEqual(before - 1);
      expect(run?.startedAt).toBeLessThanOrEqual(Date.now() + 1);
    },
  );

  test.each(UNREADABLE_TIMES)(
    'whose start became unreadable later (%#) is a candidate, and no read fails',
    async (startedAt) => {
      const opened = await setup();
      const { store, raw } = opened;
      await aForeignRun(opened, { id: anId(1), startedAt: NEW_YEAR });
      await raw('UPDATE "ScrapeRun" SET "startedAt" = ?', [startedAt]);
      const [due] = await store.stale.due(NEW_YEAR);
      expect(due).toMatchObject({ startedAt: 0 });
      expect((await store.runs.list(aFilter(), NEW_YEAR)).rows).toHaveLength(1);
      expect(await store.runs.detail(anId(1), NEW_YEAR)).not.toBeNull();
      if (due === undefined) return;
      const marks = [aMark(due, NEW_YEAR)];
      const { marked } = await store.stale.sweep(aSweepWrite({ now: NEW_YEAR, marks }));
      expect(marked).toHaveLength(1);
    },
  );
});

describe('a phase that another program wrote', () => {
  test.each(FORMS)('is a sign of life, in $name form', async ({ write }) => {
    const opened = await setup();
    await aRun(opened.store);
    await aForeignPhase(opened, { runId: anId(1), phase: 'theirs', startedAt: write(DAY) });
    expect(await opened.store.runs.find(anId(1), DAY)).toMatchObject({
      lastPhaseAt: DAY,
      phase: 'theirs',
    });
    expect((await opened.store.runs.detail(anId(1), DAY))?.phases).toEqual([
      { phase: 'theirs', startedAt: DAY, finishedAt: null },
    ]);
  });

  test('is believed up to 60 s ahead of the clock', async () => {
    const opened = await setup();
    await aRun(opened.store);
    await aForeignPhase(opened, { runId: anId(1), phase: 'near', startedAt: NEW_YEAR + 60_000 });
    await aForeignPhase(opened, { runId: anId(1), phase: 'far', startedAt: NEW_YEAR + 60_001 });
    expect(await opened.store.runs.find(anId(1), NEW_YEAR)).toMatchObject({
      lastPhaseAt: NEW_YEAR + 60_000,
      phase: 'near',
    });
    expect(await opened.store.runs.find(anId(1), NEW_YEAR + 1)).toMatchObject({ phase: 'far' });
  });

  test.each(UNREADABLE_TIMES)('whose start cannot be read (%#) is ignored', async (startedAt) => {
    const opened = await setup();
    const run = await aRun(opened.store);
    await aForeignPhase(opened, { runId: anId(1), phase: 'theirs', startedAt });
    expect(await opened.store.runs.find(anId(1), NEW_YEAR)).toEqual(run);
    expect((await opened.store.runs.detail(anId(1), NEW_YEAR))?.phases).toEqual([]);
  });

  test('does not rename the phase that the reporter itself told', async () => {
    const opened = await setup();
    await aRun(opened.store, { phase: 'crawl' });
    await aForeignPhase(opened, { runId: anId(1), phase: 'theirs', startedAt: NEW_YEAR + 5 });
    expect(await opened.store.runs.find(anId(1), NEW_YEAR + 5)).toMatchObject({
      phase: 'crawl',
      lastPhaseAt: NEW_YEAR + 5,
    });
  });
});
