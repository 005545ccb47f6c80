import { describe, expect, onTestFinished, test } from 'vitest';
import type { RetentionStore } from '../domain/ports.ts';
import {
  BATCH_MOST,
  DAY,
  FIRST_PASS_AFTER,
  PAUSE,
  RETRY_AFTER,
  ROWS,
} from '../domain/retention.ts';
import { aGap, anId, aRun, aSweep, reportTo } from '../testing/factories.ts';
import { createFakeClock, NEW_YEAR } from '../testing/fake-clock.ts';
import { countRows, numbersOf, type OldRun, writeOldRuns } from '../testing/old-runs.ts';
import { createRecordingLog, createRecordingMetrics } from '../testing/quiet.ts';
import { openTestStore } from '../testing/store.ts';
import { createRetention } from './retention.ts';

/** A retention on a real database; `watched` may change or note what it does there. */
async function setup(
  watched: (store: RetentionStore) => Partial<RetentionStore> = () => ({}),
  retentionDays = 30,
) {
  const clock = createFakeClock();
  const app = await openTestStore({ clock });
  const [metrics, log] = [createRecordingMetrics(), createRecordingLog()];
  const real = app.store.retention;
  const store = { ...real, ...watched(real) };
  const retention = createRetention({ store, clock, metrics, log, retentionDays });
  onTestFinished(() => retention.stop());
  /** Moves the clock to the end of a pause, or lets a commit go on; false when none is due soon. */
  async function step(): Promise<boolean> {
    const [next] = clock.pending();
    if (next === undefined) await new Promise<void>((turn) => setImmediate(turn));
    else if (next - clock.now() > PAUSE.most) return false;
    else await clock.advance(next - clock.now());
    return true;
  }
  async function toTheEnd(): Promise<void> {
    while (await step());
  }
  return {
    ...app,
    ...{ clock, metrics, log, retention, step, toTheEnd },
    /** Goes on by `ms`, and to the end of the pass that is due by then. */
    async passAfter(ms: number) {
      await clock.advance(ms);
      await toTheEnd();
    },
  };
}

/** So many runs that ended 40 days ago. */
const oldRuns = (count: number, more: Partial<OldRun> = {}) =>
  Array.from({ length: count }, (_, n): OldRun => ({ n, endedAt: NEW_YEAR - 40 * DAY, ...more }));

describe('what is kept no longer', () => {
  test('goes a minute after the start, is counted and told', async () => {
    const app = await setup();
    await writeOldRuns(app, oldRuns(3, { logs: 2 }));
    await app.store.stale.recordSweep(aSweep({ id: anId(1), startedAt: NEW_YEAR - 40 * DAY }));
    await app.store.stale.recordSweep(aSweep({ id: anId(2) }));
    await app.retention.start();
    await app.clock.advance(FIRST_PASS_AFTER - 1);
    expect(await numbersOf(app)).toEqual([0, 1, 2]);
    await app.passAfter(1);
    expect(await countRows(app)).toMatchObject({ ScrapeRun: 0, ScrapeLog: 0 });
    expect(app.metrics.total('flatline_removed_total')).toBe(10);
    expect(app.log.lines).toEqual([
      {
        level: 'info',
        message: 'removed what is kept no longer',
        fields: { run: 3, log: 6, sweep: 1 },
      },
    ]);
  });

  test('goes once a day, as it comes of age', async () => {
    const app = await setup();
    await writeOldRuns(app, [{ n: 1, endedAt: NEW_YEAR - 29.5 * DAY }]);
    await app.retention.start();
    await app.passAfter(FIRST_PASS_AFTER);
    expect(await numbersOf(app)).toEqual([1]);
    expect(app.log.lines).toEqual([]);
    await app.clock.advance(DAY - PAUSE.least);
    expect(await numbersOf(app)).toEqual([1]);
    await app.passAfter(2 * PAUSE.most);
    expect(await numbersOf(app)).toEqual([]);
  });

  test('is not what a clock that leapt makes old, until a day later', async () => {
    const app = await setup();
    await writeOldRuns(app, [{ n: 1, endedAt: NEW_YEAR - DAY }]);
    await app.retention.start();
    app.clock.jump(NEW_YEAR + 3650 * DAY);
    await app.passAfter(FIRST_PASS_AFTER);
    expect(await numbersOf(app)).toEqual([1]);
    await app.passAfter(DAY + PAUSE.most);
    expect(await numbersOf(app)).toEqual([]);
  });

  test('is no gap that a silence may reach back over', async () => {
    const app = await setup(undefined, 1);
    for (const days of [2, 7, 9, 12]) {
      const endedAt = NEW_YEAR - days * DAY;
      await app.store.hearing.recordGap(aGap({ id: anId(days), startedAt: endedAt - 5, endedAt }));
    }
    await app.retention.start();
    await app.passAfter(FIRST_PASS_AFTER);
    const { rows } = await app.store.hearing.gaps({ cursor: null, limit: 9 });
    expect(rows.map(({ id }) => id)).toEqual([anId(2), anId(7)]);
  });

  test('stays for ten minutes more when the database refuses', async () => {
    const app = await setup();
    await writeOldRuns(app, oldRuns(1));
    await app.raw(
      `CREATE TRIGGER full BEFORE DELETE ON "ScrapeRun" BEGIN SELECT RAISE(ABORT, 'full'); END`,
    );
    await app.retention.start();
    await app.passAfter(FIRST_PASS_AFTER);
    expect(app.log.lines).toMatchObject([{ level: 'warn', message: 'old rows stay for now' }]);
    expect(app.metrics.total('flatline_removed_total')).toBe(0);
    await app.raw('DROP TRIGGER full');
    await app.passAfter(RETRY_AFTER);
    expect(await numbersOf(app)).toEqual([]);
  });
});

describe('a big removal', () => {
  test('lets reports through between its commits, and none is lost', async () => {
    const order: string[] = [];
    const app = await setup((store) => ({
      async clearShelf(clearing) {
        const cleared = await store.clearShelf(clearing);
        order.push('commit');
        // Neither quick nor slow: they stay as big as they are.
        return { ...cleared, tookMs: BATCH_MOST };
      },
    }));
    await writeOldRuns(app, oldRuns(600, { logs: 3, phases: 2 }));
    await aRun(app.store, { id: anId(9000), scraper: 'living' });
    await app.retention.start();
    await app.clock.advance(FIRST_PASS_AFTER);
    let lines = 0;
    while ((await countRows(app)).ScrapeRun !== 1) {
      const reports = ['one', 'two', 'three'].map(async (message) => {
        const now = app.clock.now();
        await reportTo(app.store, anId(9000), now, { type: 'log', level: 'info', message });
        order.push('report');
      });
      lines += reports.length;
      await app.step();
      await Promise.all(reports);
    }
    await app.toTheEnd();
    const commits = order.filter((what) => what === 'commit').length;
    expect(commits).toBeGreaterThan(8);
    expect(order.join(' ')).not.toContain('commit commit commit');
    const living = await app.store.runs.detail(anId(9000), app.clock.now());
    expect(living).toMatchObject({ run: { status: 'RUNNING' } });
    expect(living?.logs).toHaveLength(lines);
    expect(await countRows(app)).toMatchObject({ ScrapeRun: 1, ScrapePhaseLog: 0 });
  });

  test('whose commits take long makes smaller ones and longer pauses', async () => {
    const asked: { rows: number; at: number }[] = [];
    const app = await setup((store) => ({
      async clearShelf(clearing) {
        asked.push({ rows: clearing.rows, at: app.clock.now() });
        return { ...(await store.clearShelf(clearing)), tookMs: 100 };
      },
    }));
    await writeOldRuns(app, oldRuns(100));
    await app.retention.start();
    await app.passAfter(FIRST_PASS_AFTER);
    expect(asked.slice(0, 5).map(({ rows }) => rows)).toEqual([500, 250, 125, 62, ROWS.least]);
    expect((asked[1]?.at ?? 0) - (asked[0]?.at ?? 0)).toBe(400);
  });
});

describe('a retention', () => {
  test('that is stopped ends between two commits, and goes on after the next start', async () => {
    const app = await setup();
    await writeOldRuns(app, oldRuns(300));
    await app.retention.start();
    await app.clock.advance(FIRST_PASS_AFTER);
    while (app.clock.pending().length === 0) await new Promise<void>((turn) => setImmediate(turn));
    await app.retention.stop();
    expect(app.clock.pending()).toEqual([]);
    const left = (await numbersOf(app)).length;
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThan(300);
    await app.clock.advance(2 * DAY);
    expect(await numbersOf(app)).toHaveLength(left);
    await app.retention.start();
    await app.passAfter(FIRST_PASS_AFTER);
    expect(await numbersOf(app)).toEqual([]);
  });

  test('never has two passes at once, however long one takes', async () => {
    let looks = 0;
    let goOn = () => {};
    const app = await setup((store) => ({
      async shelves(keeping) {
        looks += 1;
        await new Promise<void>((resolve) => {
          goOn = resolve;
        });
        return store.shelves(keeping);
      },
    }));
    await app.retention.start();
    await app.retention.start();
    await app.clock.advance(3 * DAY);
    expect(looks).toBe(1);
    goOn();
    await app.toTheEnd();
    await app.clock.advance(DAY);
    expect(looks).toBe(2);
    goOn();
  });

  test('is fine with a stop before the start, and with two', async () => {
    const app = await setup();
    await app.retention.stop();
    await app.retention.start();
    await app.retention.stop();
    await app.retention.stop();
    expect(app.clock.pending()).toEqual([]);
  });
});
