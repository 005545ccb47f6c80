import { describe, expect, onTestFinished, test } from 'vitest';
import type { BoardSnapshot, RunSnapshot } from '../domain/events.ts';
import type { RunRecord } from '../domain/run.ts';
import { toIso } from '../domain/time.ts';
import { NEW_YEAR } from '../testing/fake-clock.ts';
import { aRun, openTestLive } from '../testing/sockets.ts';

const now = toIso(NEW_YEAR);
const at = (fields: Partial<RunRecord>) => aRun({ lastHeartbeatAt: NEW_YEAR, ...fields });
const suspected = (rev: number) => at({ rev, suspectedAt: NEW_YEAR });

/** A board, a run's page and a dashboard without any subscription, on one running run. */
async function setup() {
  const open = await openTestLive();
  onTestFinished(() => open.close());
  const run = aRun();
  open.snapshots.runs.set(run.id, run);
  open.live.started(run);
  const [board, page, idle] = [await open.connect(), await open.connect(), await open.connect()];
  await board.subscribe({ room: 'board' });
  await page.subscribe({ room: 'run', id: run.id });
  const everybody = [board, page, idle];
  const caughtUp = () => Promise.all(everybody.map((client) => client.caughtUp()));
  return { ...open, run, board, page, idle, everybody, caughtUp };
}

describe('news of one live run', () => {
  test.each([
    ['run:suspected', 'suspected', suspected(1)],
    ['run:recovered', 'recovered', at({ rev: 1 })],
    ['run:stuck', 'stuck', at({ rev: 1, stuckAt: NEW_YEAR })],
  ] as const)('as %s goes to every socket, once, with the whole run', async (event, tell, run) => {
    const { live, everybody, caughtUp } = await setup();
    live[tell](run);
    await caughtUp();
    for (const client of everybody) expect(client.payloads(event)).toEqual([{ now, run }]);
  });

  test('is in the frames of its rooms too, with the rev that it was told with', async () => {
    const { live, run, board, page, idle, caughtUp, clock } = await setup();
    live.suspected(suspected(1));
    await clock.advance(250);
    live.progressed(at({ rev: 2, suspectedAt: null }));
    live.recovered(at({ rev: 2, suspectedAt: null }));
    await caughtUp();
    for (const client of [board, page]) {
      const patches = client.payloads('run:progressed').map(({ runs }) => runs[0]);
      expect(patches).toMatchObject([
        { id: run.id, rev: 1, suspectedAt: now },
        { id: run.id, rev: 2, suspectedAt: null },
      ]);
    }
    expect(board.payloads('run:recovered')).toMatchObject([{ run: { rev: 2 } }]);
    expect(idle.heard.map(({ event }) => event)).toEqual(['run:suspected', 'run:recovered']);
  });

  test('costs no frames more than the five a second', async () => {
    const { live, board, caughtUp, clock } = await setup();
    for (let rev = 1; rev <= 100; rev += 2) {
      live.suspected(suspected(rev));
      live.recovered(at({ rev: rev + 1 }));
      await clock.advance(20);
    }
    await caughtUp();
    expect(board.payloads('run:progressed')).toHaveLength(5);
    expect(board.payloads('run:progressed').at(-1)?.runs[0]).toMatchObject({ suspectedAt: null });
    expect(board.payloads('run:suspected')).toHaveLength(50);
  });

  test('that was overtaken is told as the run is now, or not at all', async () => {
    const { live, idle, caughtUp } = await setup();
    const beat = at({ rev: 3, lastHeartbeatAt: NEW_YEAR + 1 });
    live.progressed(beat);
    live.suspected(suspected(1));
    live.recovered(at({ rev: 2 }));
    live.stuck(at({ rev: 2, stuckAt: NEW_YEAR }));
    await caughtUp();
    expect(idle.heard).toEqual([{ event: 'run:recovered', payload: { now, run: beat } }]);
  });

  test('does not come after its last word, nor of a run that is over', async () => {
    const { live, everybody, caughtUp, clock } = await setup();
    live.ended(at({ rev: 2, status: 'COMPLETED' }), null);
    await caughtUp();
    const before = everybody.map(({ heard }) => heard.length);
    live.suspected(suspected(1));
    live.recovered(at({ rev: 3 }));
    live.stuck(at({ rev: 3, stuckAt: NEW_YEAR }));
    const other = '01970000-0000-7000-8000-000000000002';
    live.suspected(at({ id: other, status: 'FAILED', suspectedAt: NEW_YEAR }));
    await clock.advance(1000);
    await caughtUp();
    expect(everybody.map(({ heard }) => heard.length)).toEqual(before);
    expect(live.channels()).toBe(0);
  });

  test('of a run that this server has not heard of yet is told all the same', async () => {
    const { live, idle, caughtUp } = await setup();
    const stranger = at({ id: '01970000-0000-7000-8000-000000000003', suspectedAt: NEW_YEAR });
    live.suspected(stranger);
    await caughtUp();
    expect(idle.payloads('run:suspected')).toEqual([{ now, run: stranger }]);
  });

  test('is in the snapshots of whoever subscribes after it', async () => {
    const { live, run, connect } = await setup();
    live.suspected(suspected(1));
    const late = await connect();
    const board = (await late.subscribe({ room: 'board' })) as BoardSnapshot;
    const page = (await late.subscribe({ room: 'run', id: run.id })) as RunSnapshot;
    expect([board.runs[0]?.suspectedAt, page.run.suspectedAt]).toEqual([now, now]);
  });
});

test('a change of the watchdog goes to every socket', async () => {
  const { live, snapshots, everybody, caughtUp } = await setup();
  const { watchdog } = await snapshots.board();
  const storm = { id: 's', startedAt: now, until: now, silent: 5, live: 6, runIds: ['a'] };
  live.watchdogChanged({ ...watchdog, hearingSince: now, storm });
  await caughtUp();
  for (const client of everybody) {
    expect(client.heard).toEqual([
      {
        event: 'watchdog:changed',
        payload: { now, watchdog: { ...watchdog, hearingSince: now, storm } },
      },
    ]);
  }
});
