import { afterEach, describe, expect, test } from 'vitest';
import { Problem } from '../domain/errors.ts';
import type { BoardSnapshot, ClientEvents, RunSnapshot } from '../domain/events.ts';
import { aRun, openTestLive, type TestLive } from '../testing/sockets.ts';
import { ROOMS_PER_SOCKET } from './rooms.ts';

let opened: TestLive | null = null;
afterEach(async () => {
  await opened?.close();
  opened = null;
});

async function setup() {
  opened = await openTestLive();
  const run = aRun();
  opened.snapshots.runs.set(run.id, run);
  opened.live.started(run);
  return { ...opened, run, client: await opened.connect() };
}

const other = '01970000-0000-7000-8000-000000000002';

describe('a subscription', () => {
  test('to the board is answered with the board as it stands', async () => {
    const { client, run } = await setup();
    const answer = await client.subscribe({ room: 'board' });
    expect(answer).toMatchObject({
      ok: true,
      runs: [run],
      recent: [],
      watchdog: { healthy: true },
    });
  });

  test('to a run is answered with the run as it stands', async () => {
    const { client, run } = await setup();
    const answer = await client.subscribe({ room: 'run', id: run.id });
    expect(answer).toMatchObject({ ok: true, closed: false, run: { ...run, phases: [] } });
  });

  test('to a run that is not there is refused, and the room left again', async () => {
    const { client, live } = await setup();
    expect(await client.subscribe({ room: 'run', id: other })).toMatchObject({
      ok: false,
      code: 'not_found',
    });
    live.progressed(aRun({ id: other, rev: 1 }));
    await client.caughtUp();
    expect(client.heard).toEqual([]);
  });

  test('while the store is away is refused, and the room left again', async () => {
    const { client, live, snapshots, run } = await setup();
    snapshots.beforeRead = () => {
      throw new Problem('unavailable', 'The database is locked; try again.');
    };
    expect(await client.subscribe({ room: 'board' })).toEqual({
      ok: false,
      code: 'unavailable',
      message: 'The database is locked; try again.',
    });
    live.progressed({ ...run, rev: 1 });
    await client.caughtUp();
    expect(client.heard).toEqual([]);
  });

  test('that fails for an unknown reason says so without the reason, which is logged', async () => {
    const { client, snapshots, log } = await setup();
    snapshots.beforeRead = () => {
      throw new Error('secret detail');
    };
    const answer = await client.subscribe({ room: 'board' });
    expect(answer).toMatchObject({ ok: false, code: 'internal' });
    expect(JSON.stringify(answer)).not.toContain('secret');
    expect(log.lines[0]?.fields?.error).toBeInstanceOf(Error);
  });

  test('that was given up hears nothing more', async () => {
    const { client, live, run } = await setup();
    await client.subscribe({ room: 'board' });
    expect(await client.socket.emitWithAck('unsubscribe', { room: 'board' })).toEqual({ ok: true });
    live.progressed({ ...run, rev: 1 });
    await client.caughtUp();
    expect(client.heard).toEqual([]);
  });

  test('that is refused does not end a newer one of the same room', async () => {
    const { client, live, snapshots, run } = await setup();
    let fail = () => {};
    snapshots.beforeRead = () =>
      new Promise<void>((_resolve, reject) => {
        fail = () => reject(new Problem('unavailable', 'locked'));
      });
    const first = client.subscribe({ room: 'board' });
    const second = client.subscribe({ room: 'board' });
    await client.caughtUp();
    snapshots.beforeRead = () => {};
    fail();
    expect(await first).toMatchObject({ ok: false, code: 'unavailable' });
    expect(await second).toMatchObject({ ok: true });
    live.progressed({ ...run, rev: 1 });
    await client.caughtUp();
    expect(client.payloads('run:progressed')).toHaveLength(1);
  });

  test('is one of two hundred at the most, an ended run not counted', async () => {
    const { client, snapshots, live } = await setup();
    const ids = Array.from(
      { length: ROOMS_PER_SOCKET },
      (_, n) => `01970000-0000-7000-8000-000000001${String(n).padStart(3, '0')}`,
    );
    for (const id of ids) snapshots.runs.set(id, aRun({ id }));
    const answers = await Promise.all(ids.map((id) => client.subscribe({ room: 'run', id })));
    expect(answers.every((answer) => answer.ok)).toBe(true);
    expect(await client.subscribe({ room: 'board' })).toMatchObject({
      ok: false,
      code: 'invalid',
      message: expect.stringContaining('200 rooms'),
    });
    expect(await client.subscribe({ room: 'run', id: ids[0]! })).toMatchObject({ ok: true });
    await client.socket.emitWithAck('unsubscribe', { room: 'run', id: ids[1]! });
    expect(await client.subscribe({ room: 'board' })).toMatchObject({ ok: true });
    live.ended(aRun({ id: ids[2]!, rev: 1, status: 'COMPLETED' }), null);
    expect(await client.subscribe({ room: 'run', id: ids[1]! })).toMatchObject({ ok: true });
  });
});

describe('a client that sends rubbish', () => {
  test('gets a refusal where it can be answered, and everybody else goes on', async () => {
    const { client, connect, run } = await setup();
    const wild = (await connect()).socket;
    const say = wild.emit.bind(wild) as unknown as (...words: unknown[]) => void;
    for (const event of ['subscribe', 'unsubscribe', 'error', 'nonsense', 'disconnecting2']) {
      say(event);
      say(event, null);
      say(event, { room: 'run', id: '../../etc' });
      say(event, { room: 'board' }, 'no function');
      say(event, [[[]]], 1, Buffer.from('binary'));
    }
    const refusal = await new Promise((answer) => say('subscribe', answer));
    expect(refusal).toMatchObject({ ok: false, code: 'invalid' });
    const odd = { room: '__proto__' } as unknown as Parameters<ClientEvents['subscribe']>[0];
    expect(await wild.emitWithAck('subscribe', odd)).toMatchObject({ code: 'invalid' });
    expect(await client.subscribe({ room: 'run', id: run.id })).toMatchObject({ ok: true });
  });

  test('is cut off when a message is far too long', async () => {
    const { client, connect } = await setup();
    const wild = (await connect()).socket;
    const gone = new Promise((resolve) => wild.once('disconnect', resolve));
    (wild.emit as (event: string, payload: unknown) => void)('subscribe', 'x'.repeat(100_000));
    await gone;
    expect(await client.subscribe({ room: 'board' })).toMatchObject({ ok: true });
  });
});

describe('a run that changes between the join and the read', () => {
  test('is answered no older than what was told in the meantime', async () => {
    const { client, live, snapshots, run } = await setup();
    const newer = { ...run, rev: 1, phase: 'detail' };
    // The first picture is taken, then the run moves on, and is told, before it is handed out.
    snapshots.afterRead = () => {
      snapshots.afterRead = () => {};
      snapshots.runs.set(run.id, newer);
      live.progressed(newer);
    };
    const answer = (await client.subscribe({ room: 'run', id: run.id })) as RunSnapshot;
    expect(client.payloads('run:progressed')).toHaveLength(1);
    expect(answer.run).toMatchObject({ rev: 1, phase: 'detail' });
  });

  test('is answered no older however often it changes', async () => {
    const { client, live, snapshots, run } = await setup();
    let rev = 0;
    snapshots.afterRead = () => {
      rev += 1;
      const newer = { ...run, rev, progress: { done: rev, total: 9, unit: null, message: null } };
      snapshots.runs.set(run.id, newer);
      live.progressed(newer);
    };
    const answer = (await client.subscribe({ room: 'run', id: run.id })) as RunSnapshot;
    expect(answer.run).toMatchObject({ rev, progress: { done: rev } });
    const board = (await client.subscribe({ room: 'board' })) as BoardSnapshot;
    expect(board.runs).toMatchObject([{ rev, progress: { done: rev } }]);
  });

  test('is answered closed when it ends', async () => {
    const { client, live, snapshots, run } = await setup();
    const ended = aRun({ rev: 1, status: 'COMPLETED' });
    snapshots.afterRead = () => {
      snapshots.afterRead = () => {};
      snapshots.runs.set(run.id, ended);
      live.ended(ended, null);
    };
    const answer = await client.subscribe({ room: 'run', id: run.id });
    expect(answer).toMatchObject({ ok: true, closed: true, run: { status: 'COMPLETED' } });
  });

  test('is not among the running of the board when it died, but among the dead', async () => {
    const { client, live, snapshots, run } = await setup();
    const dead = aRun({ rev: 1, status: 'FAILED' });
    snapshots.afterRead = () => {
      snapshots.afterRead = () => {};
      snapshots.runs.set(run.id, dead);
      live.ended(dead, null);
    };
    const answer = (await client.subscribe({ room: 'board' })) as BoardSnapshot;
    expect(answer.runs).toEqual([]);
    expect(answer.recent).toEqual([dead]);
  });

  test('is never among the running of the board once it was told to be dead', async () => {
    const { client, live, snapshots } = await setup();
    snapshots.runs.set(other, aRun({ id: other }));
    // One dies during the first read, the other during the second.
    snapshots.afterRead = () => {
      const [dying] = [...snapshots.runs.values()].filter((each) => each.status === 'RUNNING');
      const dead = { ...dying!, rev: 1, status: 'FAILED' as const };
      snapshots.runs.set(dead.id, dead);
      live.ended(dead, null);
    };
    const answer = (await client.subscribe({ room: 'board' })) as BoardSnapshot;
    expect(answer.runs).toEqual([]);
    expect(client.payloads('run:failed')).toHaveLength(2);
  });

  test('is on the board when it started only then', async () => {
    const { client, live, snapshots, run } = await setup();
    const young = aRun({ id: other });
    snapshots.afterRead = () => live.started(young);
    const answer = (await client.subscribe({ room: 'board' })) as BoardSnapshot;
    expect(answer.runs).toEqual([run, young]);
  });
});

test('many dashboards that come at once cost two reads of the board', async () => {
  const { snapshots, connect } = await setup();
  const clients = await Promise.all(Array.from({ length: 20 }, () => connect()));
  let goOn = () => {};
  const gate = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  snapshots.beforeRead = () => gate;
  const answers = clients.map((client) => client.subscribe({ room: 'board' }));
  await Promise.all(clients.map((client) => client.caughtUp()));
  goOn();
  for (const answer of await Promise.all(answers)) expect(answer.ok).toBe(true);
  expect(snapshots.reads).toBe(2);
});
