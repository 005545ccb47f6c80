import { rename, writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { Problem } from '../../domain/errors.ts';
import { aNewRun, anId, aRun, aSweepWrite, reportTo } from '../../testing/factories.ts';
import { createFakeClock, NEW_YEAR } from '../../testing/fake-clock.ts';
import { settle } from '../../testing/settle.ts';
import { openTestStore } from '../../testing/store.ts';

/** A store with one run, and the outcome of a call while the clock moves on. */
async function setup() {
  const clock = createFakeClock();
  const opened = await openTestStore({ clock });
  const run = await aRun(opened.store);
  return {
    ...opened,
    clock,
    run,
    beat: () => reportTo(opened.store, run.id, clock.now(), { type: 'heartbeat' }),
    outcomeOf: (call: Promise<unknown>) => settle(clock, call),
  };
}

function expectUnavailable(failure: unknown, sentence: RegExp): void {
  expect(failure).toBeInstanceOf(Problem);
  expect(failure).toMatchObject({ code: 'unavailable', message: expect.stringMatching(sentence) });
  expect((failure as Problem).cause).toBeInstanceOf(Error);
}

describe('while another program holds the lock', () => {
  test('a write is tried for 2 s, then unavailable, and nothing of it is there', async () => {
    const { raw, beat, outcomeOf, store, run } = await setup();
    await raw('BEGIN IMMEDIATE');
    const { failure, after } = await outcomeOf(beat());
    await raw('ROLLBACK');
    expectUnavailable(failure, /locked by another program/);
    expect(after).toBeGreaterThanOrEqual(2000);
    expect(after).toBeLessThan(2200);
    expect(await store.runs.find(run.id, NEW_YEAR)).toEqual(run);
  });

  test('many writes that wait share the 2 s', async () => {
    const { raw, beat, outcomeOf } = await setup();
    await raw('BEGIN IMMEDIATE');
    const all = Promise.allSettled(Array.from({ length: 50 }, beat));
    const { after } = await outcomeOf(all);
    await raw('ROLLBACK');
    expect(new Set((await all).map(({ status }) => status))).toEqual(new Set(['rejected']));
    expect(after).toBeLessThan(2500);
  });

  test('reads go on', async () => {
    const { raw, store } = await setup();
    await raw('BEGIN IMMEDIATE');
    await store.runs.ping();
    expect(await store.runs.countRunning()).toBe(1);
    await raw('ROLLBACK');
  });

  test('a write succeeds when the lock is let go of in time', async () => {
    const { raw, beat, outcomeOf, clock } = await setup();
    await raw('BEGIN IMMEDIATE');
    const call = beat();
    await clock.advance(1000);
    await raw('ROLLBACK');
    const { failure, after } = await outcomeOf(call);
    expect(failure).toBeUndefined();
    expect(after).toBeLessThan(500);
  });

  test('the log says it once, and once that it is over', async () => {
    const { raw, beat, outcomeOf, log } = await setup();
    await raw('BEGIN IMMEDIATE');
    for (let n = 0; n < 3; n += 1) await outcomeOf(beat());
    await raw('ROLLBACK');
    await beat();
    await beat();
    const told = log.lines.filter(({ message }) => /database/i.test(message)).slice(-2);
    expect(told).toMatchObject([
      { level: 'error', fields: { reason: 'database is locked' } },
      { level: 'info', message: 'The database answers again' },
    ]);
    expect(log.lines.filter(({ level }) => level === 'error')).toHaveLength(1);
  });
});

describe('while the database is broken', () => {
  test('a missing table makes it unavailable until it is back', async () => {
    const { raw, beat, store } = await setup();
    await raw('ALTER TABLE "ScrapeRun" RENAME TO "Elsewhere"');
    for (const call of [beat, store.runs.ping, () => store.stale.due(NEW_YEAR)]) {
      expectUnavailable(await call().catch((error: unknown) => error), /does not answer/);
    }
    await raw('ALTER TABLE "Elsewhere" RENAME TO "ScrapeRun"');
    expect(await beat()).toMatchObject({ verdict: 'accepted' });
    await store.runs.ping();
  });

  test('a file that is gone makes it unavailable until it is back, and takes no write', async () => {
    const { path, beat, store, run } = await setup();
    await rename(path, `${path}.away`);
    const start = () => store.runs.start(aNewRun({ id: anId(2) }));
    for (const call of [beat, store.runs.ping, start]) {
      expectUnavailable(await call().catch((error: unknown) => error), /is gone/);
    }
    await rename(`${path}.away`, path);
    await store.runs.ping();
    expect(await store.runs.find(run.id, NEW_YEAR)).toEqual(run);
    expect(await beat()).toMatchObject({ verdict: 'accepted' });
  });

  test('a file in its place is not written to', async () => {
    const { path, beat } = await setup();
    await rename(path, `${path}.away`);
    await writeFile(path, '');
    expectUnavailable(await beat().catch((error: unknown) => error), /replaced.*restart/);
    await rename(`${path}.away`, path);
    expect(await beat()).toMatchObject({ verdict: 'accepted' });
  });
});

describe('a failure that is not the database’s', () => {
  test('of a decision passes through and undoes its transaction', async () => {
    const { store, run, beat } = await setup();
    const failing = store.runs.report(run.id, NEW_YEAR, () => {
      throw new RangeError('a mistake of ours');
    });
    await expect(failing).rejects.toThrow(RangeError);
    expect(await beat()).toMatchObject({ verdict: 'accepted' });
  });

  test('of an abort passes through with its reason', async () => {
    const { store } = await setup();
    const reason = new Error('the pass took too long');
    const write = aSweepWrite({ now: NEW_YEAR, signal: AbortSignal.abort(reason) });
    await expect(store.stale.sweep(write)).rejects.toBe(reason);
  });
});
