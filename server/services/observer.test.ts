import { rename } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { DEAF_AFTER, type GapReason } from '../domain/hearing.ts';
import { NEW_YEAR } from '../testing/fake-clock.ts';
import { openTestServices, type TestServices } from '../testing/services.ts';
import { GAP_MEMORY } from './gap-memory.ts';

const MINUTE = 60_000;

/** An observer at work, that has proven a second of hearing. */
async function setup(): Promise<TestServices> {
  const app = await openTestServices({ observed: true });
  await app.observer.start();
  await app.clock.advance(1000);
  return app;
}

/** The recorded gaps in milliseconds since the new year, newest first. */
async function gapsOf({ store }: TestServices) {
  const { rows } = await store.hearing.gaps({ cursor: null, limit: 10 });
  return rows.map(({ reason, startedAt, endedAt, runs }) => ({
    reason,
    from: startedAt - NEW_YEAR,
    to: endedAt - NEW_YEAR,
    runs,
  }));
}

async function deadlineOf({ store, clock }: TestServices, id: string): Promise<number> {
  return ((await store.runs.find(id, clock.now()))?.deadlineAt ?? 0) - NEW_YEAR;
}

describe('the observer', () => {
  test('sees no gap while it proves once a second that it can hear', async () => {
    await using app = await setup();
    await app.clock.advance(5 * MINUTE);
    expect(await gapsOf(app)).toEqual([]);
    expect(app.ear.hearing()).toEqual({ since: NEW_YEAR, deaf: null, gaps: [] });
  });

  test('sees none when it stood still for exactly as long as it may, and one a moment later', async () => {
    await using app = await setup();
    app.clock.block(DEAF_AFTER);
    await app.clock.advance(0);
    expect(await gapsOf(app)).toEqual([]);
    app.clock.block(DEAF_AFTER + 1);
    await app.clock.advance(0);
    expect(await gapsOf(app)).toMatchObject([{ reason: 'blocked', from: 3500, to: 6001 }]);
  });

  test.each<[GapReason, number, (app: TestServices) => Promise<void>]>([
    ['blocked', 30_000, async ({ clock }) => clock.block(30_000)],
    ['jumped', 3_600_000, async ({ clock }) => clock.jump(clock.now() + 3_600_000)],
    [
      'database',
      8000,
      async ({ clock, path }) => {
        await rename(path, `${path}.away`);
        await clock.advance(8000);
        await rename(`${path}.away`, path);
      },
    ],
  ])('names a gap for its reason: %s', async (reason, length, part) => {
    await using app = await setup();
    const id = await app.start('books', { staleAfterSeconds: 600 });
    const before = await deadlineOf(app, id);
    expect(app.ear.hearing().since).toBe(NEW_YEAR);
    await part(app);
    await app.clock.advance(1000);
    const [gap] = await gapsOf(app);
    expect(gap).toMatchObject({ reason, from: 1000, runs: 1 });
    expect((gap?.to ?? 0) - 1000).toBeGreaterThanOrEqual(length);
    expect(await deadlineOf(app, id)).toBeGreaterThanOrEqual(before + length);
    expect(app.ear.hearing().since).toBe((gap?.to ?? 0) + NEW_YEAR);
  });

  test('tells of a gap: in the log, the metrics, the bulletin, the frames and the timers', async () => {
    await using app = await setup();
    const id = await app.start();
    app.suspects.length = 0;
    app.clock.block(90_000);
    await app.clock.advance(0);
    expect(app.log.lines.filter(({ level }) => level === 'warn')).toMatchObject([
      {
        message: 'no run could be heard for 1 min 30 s: the server stood still',
        fields: { reason: 'blocked', runs: 1 },
      },
    ]);
    expect(app.metrics.total('flatline_hearing_gaps_total')).toBe(1);
    expect(app.changes).toEqual([app.clock.now()]);
    const run = await app.store.runs.find(id, app.clock.now());
    expect(app.live.told.at(-1)).toMatchObject({ what: 'progressed', run: { id, rev: run?.rev } });
    expect(app.suspects).toEqual([run?.suspectAt]);
    expect(app.deadlines.at(-1)).toBe(run?.deadlineAt);
  });

  test('keeps a gap that could not be given back, and nothing is judged meanwhile', async () => {
    await using app = await setup();
    const id = await app.start('books', { staleAfterSeconds: 60 });
    await app.raw(
      `CREATE TRIGGER full BEFORE INSERT ON HearingGap BEGIN SELECT RAISE(ABORT, 'full'); END`,
    );
    app.clock.block(2 * MINUTE);
    await expect(app.sweeper.sweep({ trigger: 'deadline' })).rejects.toMatchObject({
      code: 'unavailable',
    });
    await app.clock.advance(MINUTE);
    expect(await app.statusOf(id)).toBe('RUNNING');
    expect(await gapsOf(app)).toEqual([]);
    await app.raw('DROP TRIGGER full');
    await app.sweeper.sweep({ trigger: 'deadline' });
    expect(await gapsOf(app)).toEqual([
      { reason: 'database', from: 1000, to: 1000 + 3 * MINUTE, runs: 1 },
    ]);
    expect(await app.statusOf(id)).toBe('RUNNING');
  });

  test('takes no gap for what giving the last one back took, unless that was long', async () => {
    await using app = await setup();
    const { giveBack } = app.store.hearing;
    let takes = 9000;
    app.store.hearing.giveBack = async (...gap) => {
      app.clock.block(takes);
      return await giveBack(...gap);
    };
    app.clock.block(MINUTE);
    await app.ear.settle();
    await app.ear.settle();
    expect(await gapsOf(app)).toHaveLength(1);
    takes = 11_000;
    app.clock.block(MINUTE);
    await app.ear.settle();
    takes = 0;
    await app.ear.settle();
    expect((await gapsOf(app)).map(({ from, to }) => [from, to])).toEqual([
      [130_000, 141_000],
      [70_000, 130_000],
      [1000, 61_000],
    ]);
  });

  test('is asked by many at once and gives a gap back once', async () => {
    await using app = await setup();
    await app.start();
    app.clock.block(MINUTE);
    const asked = [1, 2, 3].map(() => app.ear.settle());
    expect(new Set(await Promise.all(asked))).toEqual(new Set([app.clock.now()]));
    expect(await gapsOf(app)).toHaveLength(1);
  });

  test('lets who asks right after a proof share the next one that is asked for already', async () => {
    await using app = await setup();
    const first = app.ear.settle();
    const second = app.ear.settle();
    const third = first.then(() => ({ asked: app.ear.settle() }));
    expect((await third).asked).toBe(second);
    await second;
  });

  test('answers with the moment before the proof, not after a standstill in the middle of it', async () => {
    await using app = await setup();
    const asked = app.clock.now();
    const settled = app.ear.settle();
    app.clock.block(MINUTE);
    expect(await settled).toBe(asked);
    expect(await gapsOf(app)).toHaveLength(1);
  });

  test('hears nothing while another program holds the write lock, and goes on after it', async () => {
    await using app = await setup();
    await app.raw('BEGIN IMMEDIATE');
    await app.clock.advance(10_000);
    await app.raw('ROLLBACK');
    await app.clock.advance(3000);
    expect(await gapsOf(app)).toMatchObject([{ reason: 'database', from: 1000 }]);
  });

  test('blames a database that lets it wait, even when that answers in the end', async () => {
    await using app = await setup();
    await app.raw('BEGIN IMMEDIATE');
    await app.clock.advance(2700);
    await app.raw('ROLLBACK');
    await app.clock.advance(200);
    expect(await gapsOf(app)).toMatchObject([{ reason: 'database', from: 1000 }]);
  });
});

describe('the observer after a restart', () => {
  test('records for how long no server ran, and whom the recovery gave time', async () => {
    await using app = await openTestServices({ observed: true });
    const local = await app.start('local', { origin: 'LOCAL' });
    const remote = await app.start('remote');
    await app.clock.advance(10_000);
    await app.beat(remote);
    await app.clock.advance(MINUTE);
    await app.observer.start();
    await app.detection.recoverStaleRunsOnStartup();
    await app.clock.advance(1000);
    expect(await gapsOf(app)).toEqual([
      { reason: 'restarted', from: 10_000, to: 10_000 + MINUTE, runs: 1 },
    ]);
    const orphan = await app.store.runs.find(local, app.clock.now());
    expect(orphan?.error?.detail).toMatchObject({
      cause: 'server_restarted',
      silentForSeconds: 70,
      heardForSeconds: 10,
    });
    await app.clock.advance(MINUTE);
    expect(await gapsOf(app)).toHaveLength(1);
  });

  test('records nothing on an empty database', async () => {
    await using app = await setup();
    expect(await gapsOf(app)).toEqual([]);
    expect(app.changes).toEqual([]);
  });

  test('remembers the gaps of eight days, oldest first', async () => {
    await using app = await openTestServices({ observed: true });
    const record = (id: string, endedAt: number) =>
      app.store.hearing.recordGap({
        id,
        reason: 'blocked',
        startedAt: endedAt - 5000,
        endedAt,
        runs: 0,
      });
    await record('old', NEW_YEAR - GAP_MEMORY);
    await record('first', NEW_YEAR - GAP_MEMORY + 1);
    await record('second', NEW_YEAR - MINUTE);
    await app.observer.start();
    expect(app.ear.hearing().gaps.map(({ to }) => to - NEW_YEAR)).toEqual([
      1 - GAP_MEMORY,
      -MINUTE,
      0,
    ]);
  });

  test('tolerates a stop without a start, and twice, and then leaves no timer', async () => {
    const app = await openTestServices({ observed: true });
    await app.observer.stop();
    await app.observer.start();
    await app.observer.stop();
    await app.observer.stop();
    expect(app.clock.pending()).toEqual([]);
  });
});
