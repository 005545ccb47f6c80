import { describe, expect, test } from 'vitest';
import type { RunEvent } from '../domain/report.ts';
import type { RunRecord } from '../domain/run.ts';
import { aForeignPhase, aMark, anId, aRun, aSweepWrite, reportTo } from '../testing/factories.ts';
import { NEW_YEAR } from '../testing/fake-clock.ts';
import { refuse } from '../testing/meddling.ts';
import { openTestStore } from '../testing/store.ts';

/** A store with a run that a reporter speaks to, one second after its start. */
async function setup(fields = {}) {
  const opened = await openTestStore();
  const run = await aRun(opened.store, fields);
  const now = NEW_YEAR + 1000;
  return {
    ...opened,
    run,
    now,
    say: (...events: RunEvent[]) => reportTo(opened.store, run.id, now, ...events),
    /** The run as the deciding of a report is told of it: with its silences. */
    async readForReport(id: string) {
      let read: RunRecord | null = null;
      await opened.store.runs.report(id, now, (found) => {
        read = found;
        return { verdict: 'closed' };
      });
      return read;
    },
    async detail() {
      const found = await opened.store.runs.detail(run.id, now);
      if (found === null) throw new Error('The run is gone.');
      return found;
    },
    /** Marks the run as stale, long after it spoke. */
    async kill() {
      const late = now + 3_600_000;
      const [silent] = await opened.store.stale.byIds([run.id], late);
      if (silent === undefined) throw new Error('The run is gone.');
      await opened.store.stale.sweep(aSweepWrite({ now: late, marks: [aMark(silent, late)] }));
      return late;
    },
  };
}

describe('an accepted report', () => {
  test('answers with the row before and the row after, as a read finds it', async () => {
    const { say, store, run, now } = await setup({ phase: 'crawl' });
    const result = await say(
      { type: 'phase', phase: 'parse', seq: 0, at: NEW_YEAR - 5 },
      { type: 'progress', done: 1, total: 3, unit: 'pages', message: 'going', seq: 7 },
    );
    expect(result).toMatchObject({ verdict: 'accepted', accepted: 2, before: run });
    const after = result.verdict === 'accepted' ? result.run : null;
    expect(after).toMatchObject({
      phase: 'parse',
      progress: { done: 1, total: 3, unit: 'pages', message: 'going' },
      lastPhaseAt: now,
      lastHeartbeatAt: now,
      deadlineAt: now + 600_000,
      lastSeq: 7,
      rev: 1,
      reportedAt: NEW_YEAR - 5,
    });
    expect(await store.runs.find(run.id, now)).toEqual({ ...after, silences: {} });
  });

  test.each<[string, RunEvent]>([
    ['completed', { type: 'finish', outcome: 'completed' }],
    ['failed', { type: 'finish', outcome: 'failed', message: 'no more' }],
    ['cancelled', { type: 'finish', outcome: 'cancelled' }],
  ])('of a run that %s answers with what a read finds', async (_what, finish) => {
    const { say, store, run, now } = await setup({ phase: 'crawl' });
    const result = await say({ type: 'error', errorType: 'http', message: '500' }, finish);
    if (result.verdict !== 'accepted') throw new Error(result.verdict);
    expect(result.run.finishedAt).toBe(now);
    expect(await store.runs.find(run.id, now)).toEqual({ ...result.run, silences: {} });
  });

  test('closes each phase as the next opens, and the last one at the end', async () => {
    const { say, detail, now } = await setup({ phase: 'one' });
    await say({ type: 'phase', phase: 'two' }, { type: 'phase', phase: 'three' });
    const open = { phase: 'three', startedAt: now, finishedAt: null };
    expect((await detail()).phases).toEqual([
      { phase: 'one', startedAt: NEW_YEAR, finishedAt: now },
      { phase: 'two', startedAt: now, finishedAt: now },
      open,
    ]);
    await say({ type: 'phase', phase: 'four' }, { type: 'finish', outcome: 'completed' });
    expect((await detail()).phases.map(({ finishedAt }) => finishedAt)).not.toContain(null);
  });

  test('closes every phase that another program left open', async () => {
    const opened = await setup();
    for (const phase of ['a', 'b']) {
      await aForeignPhase(opened, { runId: opened.run.id, phase, startedAt: '2026-01-01' });
    }
    await opened.say({ type: 'phase', phase: 'c' });
    expect((await opened.detail()).phases.map(({ finishedAt }) => finishedAt)).toEqual([
      opened.now,
      opened.now,
      null,
    ]);
  });

  test('keeps the errors, and tells the one that ended the run from the others', async () => {
    const { say, detail, now } = await setup({ phase: 'crawl' });
    await say(
      { type: 'error', errorType: 'http', message: '500', url: 'http://a/', detail: { tries: 3 } },
      { type: 'finish', outcome: 'failed', message: 'gave up', at: NEW_YEAR + 7 },
    );
    const fatal = {
      errorType: 'failed',
      message: 'gave up',
      phase: 'crawl',
      url: null,
      detail: null,
      occurredAt: NEW_YEAR + 7,
    };
    const { run, errors } = await detail();
    expect(run.error).toEqual(fatal);
    expect(errors).toEqual([
      {
        errorType: 'http',
        message: '500',
        phase: 'crawl',
        url: 'http://a/',
        detail: { tries: 3 },
        occurredAt: now,
      },
      fatal,
    ]);
  });

  test('numbers the log lines on and keeps the newest 1,000', async () => {
    const { say, detail, raw } = await setup();
    const lines = (from: number, count: number): RunEvent[] =>
      Array.from({ length: count }, (_, n) => ({
        type: 'log',
        level: 'info',
        message: `line ${from + n}`,
      }));
    await say(...lines(1, 3));
    await say(...lines(4, 1000));
    await say(...lines(1004, 2));
    const { logs } = await detail();
    expect(logs).toHaveLength(1000);
    expect(logs[0]).toMatchObject({ n: 6, message: 'line 6', level: 'info' });
    expect(logs.at(-1)).toMatchObject({ n: 1005, message: 'line 1005' });
    expect(await raw('SELECT COUNT(*) AS n FROM "ScrapeLog"')).toEqual([{ n: 1000 }]);
  });

  test('of a batch is whole or nothing', async () => {
    const { say, raw, detail, run } = await setup({ phase: 'one' });
    const allow = await refuse({ raw }, 'INSERT', 'ScrapeLog');
    const events: RunEvent[] = [
      { type: 'phase', phase: 'two' },
      { type: 'error', errorType: 'x', message: 'x' },
      { type: 'log', level: 'info', message: 'x' },
    ];
    await expect(say(...events)).rejects.toMatchObject({ code: 'unavailable' });
    const found = await detail();
    expect(found.run).toEqual(run);
    expect([found.errors, found.phases.length]).toEqual([[], 1]);
    await allow();
    expect(await say(...events)).toMatchObject({ verdict: 'accepted' });
  });

  test('of a hundred at once is each counted', async () => {
    const { say, store, run, now } = await setup();
    await Promise.all(Array.from({ length: 100 }, () => say({ type: 'heartbeat' })));
    expect(await store.runs.find(run.id, now)).toMatchObject({ rev: 100 });
  });

  test('counts what had come before', async () => {
    const { say } = await setup();
    await say({ type: 'heartbeat', seq: 0 });
    expect(await say({ type: 'heartbeat', seq: 0 }, { type: 'heartbeat', seq: 1 })).toMatchObject({
      verdict: 'accepted',
      accepted: 1,
      duplicates: 1,
    });
  });
});

describe('a report that is not accepted', () => {
  test('of an unknown run is not found', async () => {
    const { store, now } = await setup();
    expect(await reportTo(store, anId(9), now, { type: 'heartbeat' })).toEqual({
      verdict: 'not_found',
    });
  });

  test('of a finished run changes nothing', async () => {
    const { say, run, readForReport } = await setup();
    await say({ type: 'finish', outcome: 'completed', seq: 4 });
    const finished = await readForReport(run.id);
    const answers = [await say({ type: 'heartbeat' }), await say({ type: 'heartbeat', seq: 4 })];
    expect(answers).toEqual([
      { verdict: 'closed', duplicates: 0, run: finished, spokeAfterDeath: false },
      { verdict: 'repeated', duplicates: 1, run: finished, spokeAfterDeath: false },
    ]);
    expect(await readForReport(run.id)).toEqual(finished);
  });

  test.each<[string, RunEvent]>([
    ['closed', { type: 'heartbeat' }],
    ['repeated', { type: 'heartbeat', seq: 3 }],
  ])('after death keeps its first time, and is told each time (%s)', async (verdict, event) => {
    const { say, kill, store, run, readForReport } = await setup();
    await say({ type: 'heartbeat', seq: 3 });
    const died = await kill();
    const late = [died + 1, died + 2];
    const answers = [];
    for (const now of late) answers.push(await reportTo(store, run.id, now, event));
    expect(answers).toMatchObject(
      late.map(() => ({
        verdict,
        spokeAfterDeath: true,
        run: { status: 'FAILED', spokeAgainAt: late[0], rev: 3 },
      })),
    );
    expect(answers[1]).toMatchObject({ run: await readForReport(run.id) });
  });

  test('of a run that failed by its own word is no sign after death', async () => {
    const { say } = await setup();
    await say({ type: 'finish', outcome: 'failed' });
    expect(await say({ type: 'heartbeat' })).toMatchObject({
      spokeAfterDeath: false,
      run: { spokeAgainAt: null },
    });
  });
});
