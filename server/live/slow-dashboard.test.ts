import { afterEach, describe, expect, test } from 'vitest';
import type { RunPatch } from '../domain/events.ts';
import { LIMITS } from '../domain/limits.ts';
import { isTerminal, type Run, type RunRecord } from '../domain/run.ts';
import { NEW_YEAR } from '../testing/fake-clock.ts';
import { openRawDashboard, type RawDashboard } from '../testing/raw-dashboard.ts';
import { aRun, openTestLive, type TestLive } from '../testing/sockets.ts';

let opened: TestLive | null = null;
let raws: RawDashboard[] = [];
afterEach(async () => {
  for (const { tcp } of raws) tcp.destroy();
  raws = [];
  await opened?.close();
  opened = null;
});

const RUNS = 40;
const idOf = (n: number) => `01970000-0000-7000-8000-0000000001${n + 10}`;
const message = 'x'.repeat(LIMITS.messageLength);

/** 40 live runs, a dashboard that reads and one that can stop to; both on the board and on run 0. */
async function setup() {
  const open = await openTestLive();
  opened = open;
  const { live, snapshots, clock } = open;
  const revs = new Map<number, number>();
  const at = (n: number, fields: Partial<RunRecord> = {}) => {
    const rev = (revs.get(n) ?? -1) + 1;
    revs.set(n, rev);
    return aRun({ id: idOf(n), lastHeartbeatAt: NEW_YEAR, rev, ...fields });
  };
  for (let n = 0; n < RUNS; n += 1) {
    const run = at(n);
    snapshots.runs.set(run.id, run);
    live.started(run);
  }
  const dashboards = [await openRawDashboard(open.port), await openRawDashboard(open.port)];
  raws = dashboards;
  const [healthy, slow] = dashboards as [RawDashboard, RawDashboard];
  for (const dashboard of dashboards) {
    await dashboard.subscribe({ room: 'board' });
    await dashboard.subscribe({ room: 'run', id: idOf(0) });
  }
  const known = [...snapshots.runs.values()];

  return {
    ...open,
    at,
    healthy,
    slow,
    knows: (dashboard: RawDashboard) => merged(known, dashboard),
    /** One frame of 40 long messages; resolves when the healthy dashboard has it. */
    async frame(done: number) {
      const before = healthy.heard.length;
      for (let n = 0; n < RUNS; n += 1) {
        live.progressed(at(n, { progress: { done, total: null, unit: null, message } }));
      }
      await clock.advance(LIMITS.frameIntervalMs);
      while (healthy.heard.length === before) await healthy.next();
    },
    /** Lets time pass until the dashboard has heard what it waits for. */
    async until(dashboard: RawDashboard, heard: () => boolean) {
      for (let turn = 0; !heard(); turn += 1) {
        if (turn === 1000) throw new Error('it never heard what it waits for');
        await Promise.race([dashboard.next(), clock.advance(LIMITS.frameIntervalMs)]);
      }
    },
  };
}

/** The runs as somebody sees them who knows nothing but the contract. */
function merged(known: readonly Run[], { heard }: RawDashboard): Map<string, Run> {
  const runs = new Map(known.map((run) => [run.id, run]));
  for (const { payload } of heard) {
    const told = (payload.runs ?? (payload.run ? [payload.run] : [])) as RunPatch[];
    for (const patch of told) {
      const run = runs.get(patch.id);
      if (run !== undefined && patch.rev < run.rev) continue;
      if (run !== undefined && isTerminal(run.status) && patch.status === 'RUNNING') continue;
      runs.set(patch.id, { ...run, ...patch } as Run);
    }
  }
  return runs;
}

/** Stops to read, and goes on until the server has noticed. */
async function fallBehind({ slow, frame, metrics }: Awaited<ReturnType<typeof setup>>) {
  slow.tcp.pause();
  let frames = 0;
  while (metrics.total('flatline_frames_missed_total') === 0) {
    frames += 1;
    await frame(frames);
  }
  return frames;
}

describe('a dashboard that stops reading', () => {
  test('holds nobody up: the others have each frame before the next', async () => {
    const opened = await setup();
    const frames = await fallBehind(opened);
    const { healthy, slow, metrics, frame, knows } = opened;
    for (let more = 1; more <= 20; more += 1) await frame(frames + more);
    expect(metrics.total('flatline_frames_missed_total')).toBeGreaterThan(20);
    expect(metrics.total('flatline_slow_sockets_closed_total')).toBe(0);
    expect(knows(healthy).get(idOf(RUNS - 1))?.progress?.done).toBe(frames + 20);
    expect(slow.heard.length).toBeLessThan(frames);
  });

  test('is told what it missed when it reads on, and is right again', async () => {
    const opened = await setup();
    const { live, slow, healthy, at, knows, until, frame, clock } = opened;
    const frames = await fallBehind(opened);
    // A field that changes once, while it cannot hear of it, and never again.
    live.progressed(at(1, { phase: 'detail' }));
    await frame(frames + 1);
    slow.tcp.resume();
    await until(slow, () => knows(slow).get(idOf(1))?.progress?.done === frames + 1);
    await clock.advance(LIMITS.frameIntervalMs);
    const last = at(2, { phase: 'last' });
    live.progressed(last);
    await until(slow, () => knows(slow).get(idOf(2))?.rev === last.rev);
    await until(healthy, () => knows(healthy).get(idOf(2))?.rev === last.rev);
    expect(knows(slow)).toEqual(knows(healthy));
    expect(slow.heard.length).toBeLessThan(healthy.heard.length);
  });

  test('misses no death, no last word and no late sign, and never shows a dead run as running', async () => {
    const opened = await setup();
    const { live, slow, healthy, at, knows, until } = opened;
    await fallBehind(opened);
    live.suspected(at(1, { suspectedAt: NEW_YEAR }));
    live.ended(at(0, { status: 'FAILED', phase: 'unheard' }), null);
    live.ended(at(2, { status: 'COMPLETED' }), null);
    live.spokeAgain(at(0, { status: 'FAILED', phase: 'unheard', spokeAgainAt: NEW_YEAR }));
    slow.tcp.resume();
    for (const dashboard of [slow, healthy]) {
      await until(dashboard, () => knows(dashboard).get(idOf(0))?.spokeAgainAt != null);
    }
    await until(slow, () => knows(slow).get(idOf(3))?.rev === knows(healthy).get(idOf(3))?.rev);
    const states = slow.heard
      .map(({ event }) => event)
      .filter((event) => event !== 'run:progressed');
    expect(states).toEqual(['run:suspected', 'channel:closed', 'run:failed', 'run:finished']);
    const closed = slow.heard.findIndex(({ event }) => event === 'channel:closed');
    expect(slow.heard[closed - 1]?.payload).toMatchObject({
      room: 'run',
      runs: [{ id: idOf(0), status: 'FAILED', phase: 'unheard', progress: null }],
    });
    expect(knows(slow)).toEqual(knows(healthy));
    expect(knows(slow).get(idOf(0))?.status).toBe('FAILED');
  });

  test('costs no timer once it is gone', async () => {
    const opened = await setup();
    await fallBehind(opened);
    const { slow, clock, live } = opened;
    slow.tcp.destroy();
    while (live.connected() > 1) await clock.advance(LIMITS.frameIntervalMs);
    await clock.advance(2 * LIMITS.frameIntervalMs);
    expect(clock.pending()).toEqual([]);
  });
});

test('10,000 deaths at once reach a dashboard that reads, which is not taken for a slow one', async () => {
  const { live, healthy, metrics } = await setup();
  const error = {
    errorType: 'stale',
    message: 'books has been silent for 10 min',
    phase: null,
    url: null,
    // As much as the evidence of a death takes.
    detail: { evidence: 'x'.repeat(600) },
    occurredAt: NEW_YEAR,
  };
  for (let n = 0; n < LIMITS.runIdsPerSweep; n += 1) {
    const id = `01970000-0000-7000-8000-${String(n).padStart(12, '0')}`;
    live.ended(aRun({ id, rev: 1, status: 'FAILED', error }), null);
  }
  while (healthy.heard.length < LIMITS.runIdsPerSweep) await healthy.next();
  expect(metrics.total('flatline_slow_sockets_closed_total')).toBe(0);
});
