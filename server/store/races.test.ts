import { describe, expect, test } from 'vitest';
import type { RunEvent } from '../domain/report.ts';
import { aMark, anId, aRun, aSweep, aSweepWrite, reportTo } from '../testing/factories.ts';
import { NEW_YEAR } from '../testing/fake-clock.ts';
import { openTestStore } from '../testing/store.ts';

const STALE = NEW_YEAR + 600_000;
const TIMES = 60;

/** A store, and a fresh run for each time that a race is run. */
async function setup() {
  const opened = await openTestStore();
  const { store } = opened;
  return {
    ...opened,
    /** Starts a run, and gives what a pass at {@link STALE} would write of it. */
    async aSilentRun(n: number) {
      const run = await aRun(store, { id: anId(n) });
      return aSweepWrite({
        now: STALE,
        marks: [aMark(run, STALE)],
        sweep: aSweep({ id: anId(1000 + n), examined: 1, marked: 1 }),
      });
    },
    find: (n: number) => store.runs.find(anId(n), STALE),
    /** How many errors ended each run, at the most; a run that ended twice would have two. */
    async mostDeaths() {
      const [row] = await opened.raw(`SELECT MAX(n) AS most FROM
        (SELECT COUNT(*) AS n FROM "ScrapeError" WHERE fatal GROUP BY "runId")`);
      return row?.most;
    },
  };
}

/** Calls both at once, in either order. */
function atOnce<A, B>(n: number, first: () => Promise<A>, second: () => Promise<B>) {
  if (n % 2 === 0) return Promise.all([first(), second()]);
  const later = second();
  return Promise.all([first(), later]);
}

describe('each time', () => {
  test('a beat races a mark, either the run is marked and the beat refused, or it lives and is spared', async () => {
    const { store, aSilentRun, find, mostDeaths } = await setup();
    const ends = new Set<string>();
    for (let n = 1; n <= TIMES; n += 1) {
      const pass = await aSilentRun(n);
      const [beat, { marked, spared, sweep }] = await atOnce(
        n,
        () => reportTo(store, anId(n), STALE, { type: 'heartbeat' }),
        () => store.stale.sweep(pass),
      );
      const after = await find(n);
      ends.add(beat.verdict);
      if (beat.verdict === 'accepted') {
        expect([marked, spared]).toEqual([[], [after]]);
        expect(sweep).toMatchObject({ marked: 0, spared: 1 });
        expect(after).toMatchObject({ status: 'RUNNING', deadlineAt: STALE + 600_000, rev: 1 });
      } else {
        expect(beat).toMatchObject({ verdict: 'closed', spokeAfterDeath: true });
        expect([marked.length, spared.length]).toEqual([1, 0]);
        expect(after).toMatchObject({ status: 'FAILED', spokeAgainAt: STALE });
      }
    }
    expect(ends).toEqual(new Set(['accepted', 'closed']));
    expect(await mostDeaths()).toBe(1);
  });

  test.each<[string, RunEvent]>([
    ['completed', { type: 'finish', outcome: 'completed' }],
    ['failed', { type: 'finish', outcome: 'failed' }],
  ])('a finish (%s) races a mark, exactly one of them ends the run', async (_what, finish) => {
    const { store, aSilentRun, find, mostDeaths } = await setup();
    const ends = new Set<string>();
    for (let n = 1; n <= TIMES; n += 1) {
      const pass = await aSilentRun(n);
      const [report, { marked }] = await atOnce(
        n,
        () => reportTo(store, anId(n), STALE, finish),
        () => store.stale.sweep(pass),
      );
      ends.add(report.verdict);
      expect(marked).toHaveLength(report.verdict === 'accepted' ? 0 : 1);
      const stale = (await find(n))?.error?.errorType === 'stale';
      expect(stale).toBe(report.verdict === 'closed');
    }
    expect(ends).toEqual(new Set(['accepted', 'closed']));
    if (finish.type === 'finish' && finish.outcome === 'failed') expect(await mostDeaths()).toBe(1);
  });

  test('a late sign meets a mark, whoever marked has told of it before the sign is answered', async () => {
    const { store, aSilentRun } = await setup();
    for (let n = 1; n <= TIMES; n += 1) {
      const story: string[] = [];
      const pass = await aSilentRun(n);
      let swept: Promise<unknown> = store.stale.sweep(pass);
      const late = reportTo(store, anId(n), STALE, { type: 'heartbeat' });
      // Whoever marked has further to go than whoever reports.
      for (let hand = 0; hand < 100; hand += 1) swept = swept.then(async () => {});
      await Promise.all([
        swept.then(() => story.push('death')),
        late.then(({ verdict }) => story.push(verdict)),
      ]);
      expect(story).toEqual(['death', 'closed']);
    }
  });

  test('two passes race, one of them marks and the other is told that it did not', async () => {
    const { store, aSilentRun, mostDeaths } = await setup();
    for (let n = 1; n <= TIMES; n += 1) {
      const pass = await aSilentRun(n);
      const other = { ...pass, sweep: aSweep({ id: anId(2000 + n) }) };
      const [a, b] = await atOnce(
        n,
        () => store.stale.sweep(pass),
        () => store.stale.sweep(other),
      );
      expect([a.marked.length + b.marked.length, a.spared.length + b.spared.length]).toEqual([
        1, 1,
      ]);
      expect([a.sweep?.marked, b.sweep?.marked].sort()).toEqual([0, 1]);
    }
    expect(await mostDeaths()).toBe(1);
  });

  test('two finishes race, one ends the run and the other is refused', async () => {
    const { store, aSilentRun, find } = await setup();
    for (let n = 1; n <= TIMES; n += 1) {
      await aSilentRun(n);
      const verdicts = await atOnce(
        n,
        () => reportTo(store, anId(n), STALE, { type: 'finish', outcome: 'completed' }),
        () => reportTo(store, anId(n), STALE, { type: 'finish', outcome: 'cancelled' }),
      );
      expect(verdicts.map(({ verdict }) => verdict).sort()).toEqual(['accepted', 'closed']);
      expect(await find(n)).toMatchObject({ rev: 1 });
    }
  });

  test('two cancels race, one is the first', async () => {
    const { store, aSilentRun, find } = await setup();
    for (let n = 1; n <= TIMES; n += 1) {
      await aSilentRun(n);
      const cancels = await Promise.all([
        store.runs.requestCancel(anId(n), STALE),
        store.runs.requestCancel(anId(n), STALE + 1),
      ]);
      expect(cancels.map(({ verdict }) => verdict).sort()).toEqual(['repeated', 'requested']);
      expect(await find(n)).toMatchObject({ rev: 1 });
    }
  });
});
