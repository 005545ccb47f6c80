import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json } from '../domain/run.ts';
import { aMark, anId, aRun, aSweepWrite, reportTo } from '../testing/factories.ts';
import { NEW_YEAR } from '../testing/fake-clock.ts';
import { openTestStore } from '../testing/store.ts';

const setup = () => openTestStore();

describe('what was written is read back as it was', () => {
  test('any JSON, in meta and in detail', async () => {
    const { store } = await setup();
    let n = 0;
    await fc.assert(
      fc.asyncProperty(jsonValue(), async (value) => {
        n += 1;
        const run = await aRun(store, { id: anId(n), meta: value });
        const error = { type: 'error', errorType: 'x', message: 'x', detail: value } as const;
        await reportTo(store, run.id, NEW_YEAR, error);
        const found = await store.runs.detail(run.id, NEW_YEAR);
        expect([found?.meta, found?.errors[0]?.detail]).toEqual([value, value]);
      }),
      {
        numRuns: 60,
        examples: [[0], [12.5], [2 ** 53 - 1], [{ a: 0.1 + 0.2 }], ['1'], [true], ['null'], ['{}']],
      },
    );
  });

  test.each([
    '<b onclick="x">&amp;</b>',
    '\'; DROP TABLE "ScrapeRun"; --',
    '日本語 🕷️ ​\u{10FFFF}',
    'line\nline\ttab\\"\u0001',
    'x'.repeat(8192),
  ])('any text (%#)', async (text) => {
    const { store } = await setup();
    const run = await aRun(store, { phase: text, idempotencyKey: text });
    await reportTo(
      store,
      run.id,
      NEW_YEAR,
      { type: 'progress', done: 1, unit: text, message: text },
      { type: 'log', level: 'warn', message: text },
      { type: 'error', errorType: text, message: text, url: text },
      { type: 'finish', outcome: 'failed', message: text },
    );
    const found = await store.runs.detail(run.id, NEW_YEAR);
    expect(found?.run).toMatchObject({
      phase: text,
      progress: { unit: text, message: text },
      error: { message: text },
    });
    expect(found?.logs[0]?.message).toBe(text);
    expect(found?.errors[0]).toMatchObject({ errorType: text, message: text, url: text });
  });

  test('counters up to what a double holds', async () => {
    const { store } = await setup();
    const most = Number.MAX_SAFE_INTEGER;
    const run = await aRun(store);
    await reportTo(store, run.id, NEW_YEAR, {
      type: 'progress',
      done: most,
      total: most,
      seq: most,
    });
    expect(await store.runs.find(run.id, NEW_YEAR)).toMatchObject({
      progress: { done: most, total: most },
      lastSeq: most,
    });
  });
});

describe('a detail', () => {
  test('of no run is null', async () => {
    const { store } = await setup();
    expect(await store.runs.detail(anId(9), NEW_YEAR)).toBeNull();
    expect(await store.runs.find(anId(9), NEW_YEAR)).toBeNull();
  });

  test('holds the newest 1,000 phases and errors, oldest first', async () => {
    const { store } = await setup();
    const run = await aRun(store);
    for (const half of [0, 1]) {
      const numbers = Array.from({ length: 600 }, (_, n) => half * 600 + n);
      await reportTo(
        store,
        run.id,
        NEW_YEAR + half,
        ...numbers.map((n) => ({ type: 'phase', phase: `${n}` }) as const),
        ...numbers.map((n) => ({ type: 'error', errorType: 'x', message: `${n}` }) as const),
      );
    }
    const found = await store.runs.detail(run.id, NEW_YEAR + 1);
    const expected = Array.from({ length: 1000 }, (_, n) => `${n + 200}`);
    expect(found?.phases.map(({ phase }) => phase)).toEqual(expected);
    expect(found?.errors.map(({ message }) => message)).toEqual(expected);
  });
});

describe('a request to cancel', () => {
  test('is kept, the first time only, and changes nothing else', async () => {
    const { store } = await setup();
    const run = await aRun(store);
    const cancelled = { ...run, cancelRequestedAt: NEW_YEAR + 1, rev: 1 };
    expect(await store.runs.requestCancel(run.id, NEW_YEAR + 1)).toEqual({
      verdict: 'requested',
      before: run,
      run: cancelled,
    });
    expect(await store.runs.requestCancel(run.id, NEW_YEAR + 2)).toEqual({
      verdict: 'repeated',
      before: cancelled,
      run: cancelled,
    });
    expect(await store.runs.find(run.id, NEW_YEAR)).toEqual(cancelled);
  });

  test('of a run that is over, or of none, is told so', async () => {
    const { store } = await setup();
    const run = await aRun(store);
    await reportTo(store, run.id, NEW_YEAR, { type: 'finish', outcome: 'completed' });
    expect(await store.runs.requestCancel(run.id, NEW_YEAR)).toMatchObject({
      verdict: 'closed',
      run: { status: 'COMPLETED', cancelRequestedAt: null, rev: 1 },
    });
    expect(await store.runs.requestCancel(anId(9), NEW_YEAR)).toEqual({ verdict: 'not_found' });
  });
});

describe('the board', () => {
  test('has the RUNNING runs, oldest first, and their number', async () => {
    const { store } = await setup();
    for (const n of [3, 1, 2]) await aRun(store, { id: anId(n), now: NEW_YEAR + n });
    await reportTo(store, anId(2), NEW_YEAR, { type: 'finish', outcome: 'completed' });
    expect((await store.runs.running(NEW_YEAR)).map(({ id }) => id)).toEqual([anId(1), anId(3)]);
    expect(await store.runs.countRunning()).toBe(2);
  });

  test('has the recent deaths, newest first, and no more than asked for', async () => {
    const { store } = await setup();
    for (const n of [1, 2, 3, 4]) {
      await aRun(store, { id: anId(n) });
      const outcome = n === 3 ? 'completed' : 'failed';
      await reportTo(store, anId(n), NEW_YEAR + n * 1000, { type: 'finish', outcome });
    }
    const recent = async (since: number, limit: number) =>
      (await store.runs.recentlyFailed(since, limit, NEW_YEAR)).map(({ id }) => id);
    expect(await recent(NEW_YEAR + 1000, 50)).toEqual([anId(4), anId(2), anId(1)]);
    expect(await recent(NEW_YEAR + 1001, 50)).toEqual([anId(4), anId(2)]);
    expect(await recent(NEW_YEAR, 1)).toEqual([anId(4)]);
  });

  test('knows the evidence of a stale run', async () => {
    const { store } = await setup();
    const run = await aRun(store);
    const now = NEW_YEAR + 600_000;
    const mark = aMark(run, now);
    await store.stale.sweep(aSweepWrite({ now, marks: [mark] }));
    expect((await store.runs.recentlyFailed(NEW_YEAR, 50, now))[0]?.error).toEqual(mark.error);
  });
});

/**
 * JSON as it comes over the wire: without -0, which JSON cannot say, and without NUL. SQLite keeps
 * a fraction that stands alone to 15 digits only, so such a one is put into a list.
 */
function jsonValue(): fc.Arbitrary<Json> {
  return fc
    .jsonValue({ stringUnit: 'binary' })
    .map((value) => JSON.parse(JSON.stringify(value)) as Json)
    .filter((value) => value !== null && !JSON.stringify(value).includes('\\u0000'))
    .map((value) => (typeof value === 'number' && !Number.isSafeInteger(value) ? [value] : value));
}
