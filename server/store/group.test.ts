import { describe, expect, test } from 'vitest';
import { planReport, type RunEvent } from '../domain/report.ts';
import { anId, aRun } from '../testing/factories.ts';
import { createFakeClock, NEW_YEAR } from '../testing/fake-clock.ts';
import { holdLock, openTestSession, refuse } from '../testing/meddling.ts';
import { settle } from '../testing/settle.ts';
import { openTestStore } from '../testing/store.ts';
import { createReportGroups, GROUP_LIMITS, type GroupLimits } from './group.ts';
import type { Jobs } from './jobs.ts';

const BEAT: RunEvent = { type: 'heartbeat' };

/** Groups on a database with ten runs, and how many reports each commit of theirs was to hold. */
async function setup(limits: Partial<GroupLimits> = {}) {
  const opened = await openTestStore();
  const { store, raw } = opened;
  for (let n = 1; n <= 10; n += 1) await aRun(store, { id: anId(n) });
  const clock = createFakeClock();
  const session = await openTestSession(opened, clock);
  let commits = 0;
  const counted: Jobs = {
    ...session,
    inTurn: (job) =>
      session.inTurn((write) =>
        job((work) => {
          commits += 1;
          return write(work);
        }),
      ),
  };
  const report = createReportGroups(counted, { ...GROUP_LIMITS, ...limits });
  return {
    session,
    clock,
    raw,
    commits: () => commits,
    /** Reports to the `n`th run. */
    say: (n: number, event: RunEvent = BEAT, bytes = 0) =>
      report(anId(n), NEW_YEAR, (run) => planReport(run, [event], NEW_YEAR, 0), bytes),
    /** Reports a mistake of ours. */
    err: (n: number) =>
      report(anId(n), NEW_YEAR, () => {
        throw new RangeError('a mistake of ours');
      }),
    revs: async () =>
      (await raw('SELECT rev FROM "ScrapeRun" ORDER BY id')).map(({ rev }) => Number(rev)),
  };
}

const line = (message: string): RunEvent => ({ type: 'log', level: 'info', message });
const tens = (n: number) => (n % 10) + 1;

describe('reports that come together', () => {
  test('share one commit; what comes during it shares the next', async () => {
    const { say, commits, revs } = await setup();
    const later: Promise<unknown>[] = [];
    const first = say(1).then(() => later.push(say(1), say(2)));
    await Promise.all([first, ...Array.from({ length: 49 }, (_, n) => say(tens(n)))]);
    await Promise.all(later);
    expect(commits()).toBe(2);
    expect((await revs()).reduce((sum, rev) => sum + rev, 0)).toBe(52);
  });

  test('of one run build on each other, in the order in which they came', async () => {
    const { say, raw } = await setup();
    const count = (done: number) => say(3, { type: 'progress', done });
    const results = await Promise.all([count(5), say(3, line('a')), count(7), say(3, line('b'))]);
    expect(results).toMatchObject([
      { before: { rev: 0, progress: null }, run: { rev: 1, progress: { done: 5 } } },
      { before: { rev: 1, progress: { done: 5 } }, run: { rev: 2 } },
      { before: { rev: 2 }, run: { rev: 3, progress: { done: 7 } } },
      { before: { rev: 3, progress: { done: 7 } }, run: { rev: 4 } },
    ]);
    expect(await raw('SELECT n, message FROM "ScrapeLog" ORDER BY n')).toEqual([
      { n: 1, message: 'a' },
      { n: 2, message: 'b' },
    ]);
  });

  test('after the one that ends the run are refused', async () => {
    const { say, revs } = await setup();
    const end: RunEvent = { type: 'finish', outcome: 'failed', message: 'gave up' };
    const verdicts = await Promise.all([say(2), say(2, end), say(2), say(2, { ...BEAT, seq: -1 })]);
    expect(verdicts.map(({ verdict }) => verdict)).toEqual([
      'accepted',
      'accepted',
      'closed',
      'repeated',
    ]);
    expect((await revs())[1]).toBe(2);
  });

  test('open and close the phases of each run as if each had come alone', async () => {
    const { say, raw } = await setup();
    const phase = (n: number, name: string) => say(n, { type: 'phase', phase: name });
    await phase(1, 'before');
    await Promise.all([
      phase(1, 'one'),
      phase(2, 'uno'),
      phase(1, 'two'),
      say(2, { type: 'finish', outcome: 'completed' }),
    ]);
    const rows = await raw(`SELECT phase, "finishedAt" IS NULL AS open FROM "ScrapePhaseLog"
      ORDER BY "runId", id`);
    expect(rows).toEqual([
      { phase: 'before', open: 0 },
      { phase: 'one', open: 0 },
      { phase: 'two', open: 1 },
      { phase: 'uno', open: 0 },
    ]);
  });

  test('are told nothing before their commit, and what they are told another program can read', async () => {
    const { say, raw, commits } = await setup();
    const told = await Promise.all(
      [1, 2, 3, 4].map(async (n) => {
        await say(n, line(`of ${n}`));
        const sql = 'SELECT COUNT(*) AS n FROM "ScrapeLog" WHERE message = ?';
        return [commits(), (await raw(sql, [`of ${n}`]))[0]?.n];
      }),
    );
    expect(told).toEqual(Array.from({ length: 4 }, () => [1, 1]));
  });
});

describe('a report that fails', () => {
  test('by its own decision fails alone', async () => {
    const { say, err, revs, commits } = await setup();
    const all = await Promise.allSettled([say(1), err(1), say(1), err(2), say(3)]);
    expect(all.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    expect(all[1]).toMatchObject({ reason: expect.any(RangeError) });
    expect([commits(), (await revs()).slice(0, 3)]).toEqual([1, [2, 0, 1]]);
  });

  test('by a time that is none fails alone, and nothing of it is written', async () => {
    const { say, revs, raw } = await setup();
    const odd: RunEvent = { ...line('x'), at: Number.NaN };
    const all = await Promise.allSettled([say(1), say(1, odd), say(1, line('y'))]);
    expect(all.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect((await revs())[0]).toBe(2);
    expect(await raw('SELECT n, message FROM "ScrapeLog"')).toEqual([{ n: 1, message: 'y' }]);
  });

  test('by what the database refuses fails alone, and the others are written once', async () => {
    const { say, revs, raw } = await setup();
    await refuse({ raw }, 'INSERT', 'ScrapeLog', `NEW.message = 'poison'`);
    const all = await Promise.allSettled(
      Array.from({ length: 30 }, (_, n) => say(tens(n), line(n === 17 ? 'poison' : `${n}`))),
    );
    const failed = all.flatMap(({ status }, n) => (status === 'rejected' ? [n] : []));
    expect(failed).toEqual([17]);
    expect(all[17]).toMatchObject({ reason: { code: 'unavailable' } });
    expect(await revs()).toEqual([3, 3, 3, 3, 3, 3, 3, 2, 3, 3]);
    expect(await raw('SELECT COUNT(*) AS n FROM "ScrapeLog"')).toEqual([{ n: 29 }]);
  });

  test('with a database that is broken is not tried again one by one', async () => {
    const { say, raw, commits } = await setup();
    await raw('ALTER TABLE "ScrapeRun" RENAME TO "Elsewhere"');
    const all = await Promise.allSettled(Array.from({ length: 20 }, (_, n) => say(tens(n))));
    await raw('ALTER TABLE "Elsewhere" RENAME TO "ScrapeRun"');
    expect(new Set(all.map(({ status }) => status))).toEqual(new Set(['rejected']));
    expect(commits()).toBe(1);
    expect(await say(1)).toMatchObject({ verdict: 'accepted' });
  });
});

describe('while another program holds the lock', () => {
  test('a whole group waits, and is written once when the lock is free', async () => {
    const { say, raw, clock, revs } = await setup();
    const letGo = await holdLock({ raw });
    const all = Promise.all(Array.from({ length: 20 }, (_, n) => say(tens(n), line(`${n}`))));
    await clock.advance(1000);
    await letGo();
    const { value } = await settle(clock, all);
    expect(new Set(value?.map(({ verdict }) => verdict))).toEqual(new Set(['accepted']));
    expect(await revs()).toEqual(Array.from({ length: 10 }, () => 2));
    expect(await raw('SELECT COUNT(*) AS n FROM "ScrapeLog"')).toEqual([{ n: 20 }]);
  });

  test('for too long the whole group is refused, and nothing of it is there', async () => {
    const { say, raw, clock, revs } = await setup();
    const letGo = await holdLock({ raw });
    const all = Promise.allSettled(Array.from({ length: 20 }, (_, n) => say(tens(n))));
    const { value, after } = await settle(clock, all);
    await letGo();
    expect(value?.every(({ status }) => status === 'rejected')).toBe(true);
    expect(after).toBeLessThan(2500);
    expect(Math.max(...(await revs()))).toBe(0);
  });
});
