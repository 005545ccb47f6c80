import { afterEach, describe, expect, test } from 'vitest';
import type { RunSnapshot } from '../domain/events.ts';
import type { RunErrorRecord, RunRecord } from '../domain/run.ts';
import type { Sweep } from '../domain/sweep.ts';
import { toIso } from '../domain/time.ts';
import { NEW_YEAR } from '../testing/fake-clock.ts';
import { aRun, openTestLive, type TestLive } from '../testing/sockets.ts';

let opened: TestLive | null = null;
afterEach(async () => {
  await opened?.close();
  opened = null;
});

/** A board, a run's page and a dashboard without any subscription, on one running run. */
async function setup() {
  const open = await openTestLive();
  opened = open;
  const { live, snapshots } = open;
  const run = aRun();
  snapshots.runs.set(run.id, run);
  live.started(run);
  const [board, page, idle] = [await open.connect(), await open.connect(), await open.connect()];
  await board.subscribe({ room: 'board' });
  await page.subscribe({ room: 'run', id: run.id });
  const everybody = [board, page, idle];
  const caughtUp = () => Promise.all(everybody.map((client) => client.caughtUp()));
  const at = (fields: Partial<RunRecord>) => aRun({ lastHeartbeatAt: NEW_YEAR, ...fields });
  return { ...open, run, board, page, idle, caughtUp, at };
}

const stale: RunErrorRecord = {
  errorType: 'stale',
  message: 'books has been silent for 10 min <b>too long</b>',
  phase: null,
  url: null,
  detail: null,
  occurredAt: NEW_YEAR,
};

const sweep: Sweep = {
  id: 's1',
  trigger: 'watchdog',
  actor: null,
  startedAt: toIso(NEW_YEAR),
  durationMs: 3,
  examined: 1,
  marked: 1,
  spared: 0,
  error: null,
};

const progress = (done: number) => ({ done, total: 100, unit: null, message: null });

describe('a live run', () => {
  test('is told to the board when it starts', async () => {
    const { live, board, page, caughtUp } = await setup();
    const other = aRun({ id: '01970000-0000-7000-8000-000000000002' });
    live.started(other);
    await caughtUp();
    expect(board.heard).toEqual([
      { event: 'run:started', payload: { now: toIso(NEW_YEAR), run: other } },
    ]);
    expect(page.heard).toEqual([]);
  });

  test('is told to its room and the board with its changed fields alone', async () => {
    const { live, board, page, idle, run, caughtUp, at } = await setup();
    live.progressed(
      at({ rev: 1, lastHeartbeatAt: NEW_YEAR + 500, deadlineAt: NEW_YEAR + 600_500 }),
    );
    await caughtUp();
    const patch = {
      id: run.id,
      rev: 1,
      lastSignAt: toIso(NEW_YEAR + 500),
      deadlineAt: toIso(NEW_YEAR + 600_500),
    };
    const now = toIso(NEW_YEAR);
    expect(board.payloads('run:progressed')).toEqual([{ now, room: 'board', runs: [patch] }]);
    expect(page.payloads('run:progressed')).toEqual([{ now, room: 'run', runs: [patch] }]);
    expect(idle.heard).toEqual([]);
  });

  test('that speaks a hundred times in a second makes four frames more and the last word', async () => {
    const { live, board, page, caughtUp, at, clock, metrics } = await setup();
    for (let rev = 1; rev <= 100; rev += 1) {
      live.progressed(at({ rev, progress: progress(rev) }));
      await clock.advance(10);
    }
    await caughtUp();
    for (const client of [board, page]) {
      const frames = client.payloads('run:progressed');
      expect(frames.map((frame) => Date.parse(frame.now) - NEW_YEAR)).toEqual([
        0, 250, 500, 750, 1000,
      ]);
      expect(frames.at(-1)?.runs).toEqual([{ id: at({}).id, rev: 100, progress: progress(100) }]);
    }
    expect(metrics.total('flatline_frames_total')).toBe(10);
  });

  test('of many shares one frame with the others on the board', async () => {
    const { live, board, caughtUp, at, clock } = await setup();
    const ids = Array.from({ length: 50 }, (_, n) => `01970000-0000-7000-8000-0000000001${10 + n}`);
    for (const id of ids) live.progressed(at({ id, rev: 1 }));
    await clock.advance(250);
    await caughtUp();
    expect(board.payloads('run:progressed').map((frame) => frame.runs.length)).toEqual([1, 49]);
  });

  test('keeps what was said in it as text', async () => {
    const { live, page, caughtUp, at } = await setup();
    const message = '<img src=x onerror=alert(1)>';
    live.progressed(at({ rev: 1, progress: { ...progress(1), message } }));
    await caughtUp();
    expect(page.payloads('run:progressed')[0]?.runs[0]?.progress?.message).toBe(message);
  });
});

describe('a death', () => {
  test('is told in order: the channel closes, the failure, the sweep', async () => {
    const { live, board, page, idle, caughtUp, at } = await setup();
    const dead = at({ rev: 1, status: 'FAILED', error: stale });
    live.ended(dead, 's1');
    live.swept(sweep);
    await caughtUp();
    expect(page.heard.map(({ event }) => event)).toEqual([
      'run:progressed',
      'channel:closed',
      'run:failed',
      'sweep:finished',
    ]);
    const now = toIso(NEW_YEAR);
    expect(page.payloads('channel:closed')).toEqual([
      { now, runId: dead.id, status: 'FAILED', error: dead.error },
    ]);
    for (const client of [board, page, idle]) {
      expect(client.payloads('run:failed')).toEqual([
        { now, run: dead, error: dead.error, sweepId: 's1' },
      ]);
      expect(client.payloads('sweep:finished')).toEqual([{ now, sweep }]);
    }
    expect(idle.heard).toHaveLength(2);
  });

  test('loses neither the last progress nor the end on its channel', async () => {
    const { live, board, page, caughtUp, at, clock } = await setup();
    live.progressed(at({ rev: 1, progress: progress(1) }));
    live.progressed(at({ rev: 2, progress: progress(2) }));
    live.ended(at({ rev: 3, progress: progress(2), status: 'FAILED', error: stale }), null);
    await clock.advance(1000);
    await caughtUp();
    const [first, terminal] = page.payloads('run:progressed');
    expect(first?.runs[0]).toMatchObject({ rev: 1, progress: progress(1) });
    expect(terminal?.runs).toEqual([
      {
        id: at({}).id,
        rev: 3,
        progress: progress(2),
        status: 'FAILED',
        error: { ...stale, occurredAt: toIso(NEW_YEAR) },
      },
    ]);
    // On the board the failure holds the whole run: what was pending there is not told again.
    expect(board.heard.map(({ event }) => event)).toEqual(['run:progressed', 'run:failed']);
  });

  test('is the last that is heard on the channel, and of the run', async () => {
    const { live, page, board, caughtUp, at, clock, run } = await setup();
    live.ended(at({ rev: 2, status: 'FAILED', error: stale }), null);
    await caughtUp();
    const before = [page.heard.length, board.heard.length];
    live.progressed(at({ rev: 1 }));
    live.progressed(at({ rev: 9 }));
    live.progressed(at({ rev: 9, status: 'COMPLETED' }));
    live.started(at({ rev: 9 }));
    live.ended(at({ rev: 9, status: 'COMPLETED' }), null);
    await page.subscribe({ room: 'run', id: run.id });
    live.progressed(at({ rev: 10 }));
    await clock.advance(1000);
    await caughtUp();
    expect([page.heard.length, board.heard.length]).toEqual(before);
    expect(live.channels()).toBe(0);
  });

  test('of a run whose channel this server never opened is told all the same', async () => {
    const { live, idle, caughtUp, at } = await setup();
    const orphan = at({
      id: '01970000-0000-7000-8000-000000000009',
      status: 'FAILED',
      error: stale,
    });
    live.ended(orphan, null);
    await caughtUp();
    expect(idle.payloads('run:failed')).toMatchObject([{ run: orphan, sweepId: null }]);
  });
});

describe('an end that is no death', () => {
  test.each(['COMPLETED', 'CANCELLED'] as const)(
    '%s goes to the board and the room',
    async (status) => {
      const { live, board, page, idle, caughtUp, at } = await setup();
      const ended = at({ rev: 1, status });
      live.ended(ended, null);
      await caughtUp();
      expect(board.heard).toEqual([
        { event: 'run:finished', payload: { now: toIso(NEW_YEAR), run: ended } },
      ]);
      expect(page.payloads('channel:closed')).toMatchObject([{ status, error: null }]);
      expect(idle.heard).toEqual([]);
    },
  );

  test('of a run that still runs is a mistake that is logged and not told', async () => {
    const { live, board, caughtUp, at, log } = await setup();
    live.ended(at({ rev: 1 }), null);
    await caughtUp();
    expect(board.heard).toEqual([]);
    expect(log.lines.map(({ level }) => level)).toEqual(['error']);
  });

  test('is seen by a late subscriber in the snapshot, which says closed', async () => {
    const { live, snapshots, connect, at, run } = await setup();
    const ended = at({ rev: 1, status: 'COMPLETED' });
    snapshots.runs.set(run.id, ended);
    live.ended(ended, null);
    const late = await connect();
    const answer = (await late.subscribe({ room: 'run', id: run.id })) as RunSnapshot;
    expect(answer).toMatchObject({ ok: true, closed: true, run: { status: 'COMPLETED', rev: 1 } });
    await late.caughtUp();
    expect(late.heard).toEqual([]);
  });
});
