import { describe, expect, test } from 'vitest';
import type { RunEvent } from '../domain/report.ts';
import { aForeignPhase, aMark, anId, aRun, aSweepWrite, reportTo } from '../testing/factories.ts';
import { NEW_YEAR } from '../testing/fake-clock.ts';
import { openTestStore } from '../testing/store.ts';

/** When a run that has not moved since the new year is known to be stuck. */
const STUCK = NEW_YEAR + 60_000;

/** A run of a scraper whose runs may stand still for a minute. */
async function setup(whenStuck: 'show' | 'fail' = 'fail') {
  const opened = await openTestStore();
  const { store } = opened;
  await aRun(store, { id: anId(9), scraper: 'strict' });
  await store.scrapers.change('strict', { stuckAfterSeconds: 60, whenStuck });
  await reportTo(store, anId(9), NEW_YEAR, { type: 'finish', outcome: 'completed' });
  await aRun(store, { id: anId(1), scraper: 'strict', phase: 'crawl' });
  const find = async (now = STUCK) => {
    const run = await store.runs.find(anId(1), now);
    if (run === null) throw new Error('The run is gone.');
    return run;
  };
  return {
    ...opened,
    find,
    say: (now: number, ...events: RunEvent[]) => reportTo(store, anId(1), now, ...events),
    /** The mark that was decided of the run as it is. */
    decided: async () => aSweepWrite({ now: STUCK, marks: [aMark(await find(), STUCK, 'stuck')] }),
  };
}

describe('a standstill', () => {
  test('is kept with the report that tells of it, and due at once where it is fatal', async () => {
    const { say, find, store } = await setup();
    await say(STUCK - 1, { type: 'heartbeat' });
    expect(await find()).toMatchObject({ stuckAt: null, deadlineAt: STUCK - 1 + 600_000 });
    await say(STUCK, { type: 'heartbeat' });
    expect(await find()).toMatchObject({ stuckAt: STUCK, deadlineAt: STUCK });
    expect(await store.stale.due(STUCK)).toHaveLength(1);
  });

  test('only shown is not due', async () => {
    const { say, find } = await setup('show');
    await say(STUCK, { type: 'heartbeat' });
    expect(await find()).toMatchObject({ stuckAt: STUCK, deadlineAt: STUCK + 600_000 });
  });

  test('ends with progress, which is kept as the time of the last move', async () => {
    const { say, find } = await setup();
    await say(STUCK, { type: 'heartbeat' });
    await say(STUCK + 5, { type: 'progress', done: 1 });
    expect(await find()).toMatchObject({
      stuckAt: null,
      lastProgressAt: STUCK + 5,
      deadlineAt: STUCK + 5 + 600_000,
    });
  });
});

describe('a mark of the stuck', () => {
  test('fails a run that speaks', async () => {
    const { say, decided, store, find } = await setup();
    await say(STUCK, { type: 'heartbeat' });
    const { marked } = await store.stale.sweep(await decided());
    expect(marked).toEqual([await find()]);
    expect(marked).toMatchObject([
      { status: 'FAILED', error: { errorType: 'stale', detail: { cause: 'stuck' } } },
    ]);
    expect((await store.runs.detail(anId(1), STUCK))?.phases).toMatchObject([
      { finishedAt: STUCK },
    ]);
  });

  test.each<[string, RunEvent]>([
    ['moved', { type: 'progress', done: 7 }],
    ['entered a phase', { type: 'phase', phase: 'parse' }],
    ['ended', { type: 'finish', outcome: 'completed' }],
  ])('spares a run that %s meanwhile', async (_what, event) => {
    const { say, decided, store, find } = await setup();
    await say(STUCK, { type: 'heartbeat' });
    const write = await decided();
    await say(STUCK, event);
    const before = await find();
    expect(await store.stale.sweep(write)).toMatchObject({ marked: [], spared: [before] });
    expect(await find()).toEqual(before);
  });

  test('spares a run of whom another program wrote a phase meanwhile, and re-arms it', async () => {
    const opened = await setup();
    await opened.say(STUCK, { type: 'heartbeat' });
    const write = await opened.decided();
    await aForeignPhase(opened, { runId: anId(1), phase: 'theirs', startedAt: STUCK + 1 });
    const { marked, rearmed } = await opened.store.stale.sweep(write);
    expect(marked).toEqual([]);
    expect(rearmed).toMatchObject([{ deadlineAt: STUCK + 1 + 600_000 }]);
  });

  test('spares a run that only beat meanwhile no more than before', async () => {
    const { say, decided, store } = await setup();
    await say(STUCK, { type: 'heartbeat' });
    const write = await decided();
    await say(STUCK, { type: 'heartbeat' }, { type: 'log', level: 'info', message: 'here' });
    expect((await store.stale.sweep(write)).marked).toHaveLength(1);
  });

  test.each([
    ['a standstill is only shown', `"whenStuck" = 'show'`],
    ['it is not stuck', '"stuckAt" = NULL'],
    ['an operator’s time is not over', `"grantedUntil" = '2026-01-01T00:01:00.001+00:00'`],
  ])('spares a run of which %s', async (_what, change) => {
    const { say, decided, store, raw } = await setup();
    await say(STUCK, { type: 'heartbeat' });
    const write = await decided();
    await raw(`UPDATE "ScrapeRun" SET ${change}`);
    expect((await store.stale.sweep(write)).marked).toEqual([]);
    await raw(
      `UPDATE "ScrapeRun" SET "whenStuck" = 'fail', "stuckAt" = '2026-01-01T00:01:00.000+00:00',
        "grantedUntil" = '2026-01-01T00:01:00.000+00:00'`,
    );
    expect((await store.stale.sweep(write)).marked).toHaveLength(1);
  });

  test('is no false kill when the run goes on speaking', async () => {
    const { say, decided, store } = await setup();
    await say(STUCK, { type: 'heartbeat' });
    await store.stale.sweep(await decided());
    expect(await say(STUCK + 1, { type: 'heartbeat' })).toMatchObject({
      verdict: 'closed',
      spokeAfterDeath: false,
      run: { spokeAgainAt: null },
    });
  });
});
