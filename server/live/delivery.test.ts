import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { createFakeClock } from '../testing/fake-clock.ts';
import { createRecordingLog, createRecordingMetrics } from '../testing/quiet.ts';
import { openRawDashboard, type RawDashboard } from '../testing/raw-dashboard.ts';
import { aRun } from '../testing/sockets.ts';
import { createDelivery, type Patience } from './delivery.ts';
import { BOARD } from './rooms.ts';
import { createSocketServer } from './socket-server.ts';

const closings: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closings.splice(0)) await close();
});

const KIB = 1024;

/** A delivery on a real server, on which every socket is on the board from the start. */
async function setup(patience: Patience = { behindAt: 64 * KIB, closedAt: KIB * KIB }) {
  const clock = createFakeClock();
  const log = createRecordingLog();
  const metrics = createRecordingMetrics();
  const server = createServer();
  const connections: Socket[] = [];
  server.on('connection', (connection: Socket) => connections.push(connection));
  const io = createSocketServer({ server, log, allowRequest: () => ({ ok: true }) });
  const run = aRun({ rev: 7, phase: 'whole' });
  const delivery = createDelivery({
    ...{ clock, log, metrics, patience, frameIntervalMs: 250 },
    told: (id) => (id === run.id ? run : null),
  });
  delivery.attach(io);
  io.on('connection', (socket) => void socket.join(BOARD));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  closings.push(() => io.close(), delivery.stop);
  return {
    ...{ clock, log, metrics, io, run, delivery, port, connections },
    patch: { id: run.id, rev: run.rev },
    async connect(): Promise<RawDashboard> {
      const dashboard = await openRawDashboard(port);
      closings.unshift(() => dashboard.tcp.destroy());
      return dashboard;
    },
    /** State, which every socket is sent whatever waits for it. */
    tell: (characters: number) =>
      void io.emit('sweep:finished', { now: 'x'.repeat(characters) } as never),
  };
}

/** A session by polling that fetches nothing: all that it is sent waits. */
async function openPolling(port: number) {
  const path = `http://127.0.0.1:${port}/socket.io/?EIO=4&transport=polling`;
  const { sid } = JSON.parse((await (await fetch(path)).text()).slice(1));
  const url = `${path}&sid=${sid}`;
  await fetch(url, { method: 'POST', body: '40' });
  const poll = async () => {
    const answer = await fetch(url);
    return { status: answer.status, text: await answer.text() };
  };
  await poll();
  return { poll };
}

describe('a frame', () => {
  test('is serialised once for all of its room', async () => {
    const { io, delivery, patch, connect } = await setup();
    const dashboards = [await connect(), await connect(), await connect()];
    const frames: unknown[] = [];
    for (const { conn } of io.sockets.sockets.values()) {
      conn.on('packetCreate', ({ options }) => frames.push(options.wsPreEncodedFrame));
    }
    delivery.send(BOARD, [patch], []);
    for (const { heard, next } of dashboards) while (heard.length === 0) await next();
    expect(frames).toHaveLength(3);
    expect(frames[0]).toBeDefined();
    // The very bytes of the WebSocket's frame, not others like them.
    for (const frame of frames) expect(frame).toBe(frames[0]);
    for (const { heard } of dashboards) {
      expect(heard.map(({ payload }) => payload.runs)).toEqual([[patch]]);
    }
  });

  test('passes by who is behind; what must not be missed reaches them whole', async () => {
    const { delivery, patch, run, port, tell, metrics } = await setup();
    const { poll } = await openPolling(port);
    tell(65 * KIB);
    delivery.send(BOARD, [patch], [run]);
    delivery.send(BOARD, [patch], []);
    expect(metrics.total('flatline_frames_missed_total')).toBe(2);
    const [state = '', kept = '', ...more] = (await poll()).text.split('\x1e');
    expect(state).toContain('sweep:finished');
    expect(JSON.parse(kept.slice(2))[1].runs).toEqual([run]);
    expect(more).toEqual([]);
  });

  test('is made up for once nothing waits any more, with each run whole', async () => {
    const { delivery, patch, run, port, tell, clock } = await setup();
    const { poll } = await openPolling(port);
    tell(65 * KIB);
    delivery.send(BOARD, [patch], []);
    await clock.advance(1000);
    expect((await poll()).text).not.toContain('run:progressed');
    const polled = poll();
    await clock.advance(250);
    const [event, { room, runs }] = JSON.parse((await polled).text.slice(2));
    expect([event, room, runs]).toEqual(['run:progressed', 'board', [run]]);
    expect(clock.pending()).toEqual([]);
  });
});

describe('a socket for which too much waits', () => {
  test('is closed, counted and logged, and the others hear all', async () => {
    const { io, tell, connect, metrics, log } = await setup();
    const [healthy, stopped] = [await connect(), await connect()];
    stopped.tcp.pause();
    let told = 0;
    while (io.sockets.sockets.size === 2) {
      tell(100 * KIB);
      told += 1;
      while (healthy.heard.length < told) await healthy.next();
    }
    expect(healthy.heard).toHaveLength(told);
    expect(metrics.total('flatline_slow_sockets_closed_total')).toBe(1);
    expect(log.lines).toEqual([
      {
        level: 'warn',
        message: expect.stringContaining('was closed'),
        fields: { waiting: expect.any(Number) },
      },
    ]);
    const waiting = log.lines[0]?.fields?.waiting;
    expect(waiting).toBeGreaterThan(KIB * KIB);
    expect(waiting).toBeLessThan(KIB * KIB + 300 * KIB);
    stopped.tcp.resume();
    await stopped.closed;
  });

  test('is closed although it comes by polling and fetches nothing', async () => {
    const { io, tell, port, metrics } = await setup();
    const { poll } = await openPolling(port);
    expect(io.sockets.sockets.size).toBe(1);
    for (let told = 0; told < 11; told += 1) tell(100 * KIB);
    expect(io.sockets.sockets.size).toBe(0);
    expect(metrics.total('flatline_slow_sockets_closed_total')).toBe(1);
    // Its session is unknown: the client begins anew.
    expect((await poll()).status).toBe(400);
  });

  test('is let go with all that waits for it when it does not answer a ping', async () => {
    const { io, tell, connect, delivery, patch, metrics, connections } = await setup({
      behindAt: 64 * KIB,
      closedAt: 100 * KIB * KIB,
    });
    const stopped = await connect();
    stopped.tcp.pause();
    while (metrics.total('flatline_frames_missed_total') === 0) {
      tell(900 * KIB);
      await new Promise(setImmediate);
      delivery.send(BOARD, [patch], []);
    }
    const [connection] = connections;
    const gone = once(connection as Socket, 'close');
    // What Engine.IO does 10 s after a ping without an answer.
    const [socket] = io.sockets.sockets.values();
    (socket as unknown as { conn: { onClose(reason: string): void } }).conn.onClose('ping timeout');
    await gone;
    expect(io.sockets.sockets.size).toBe(0);
    expect(metrics.total('flatline_slow_sockets_closed_total')).toBe(0);
  });

  test('is not one that takes all at once, however much that is', async () => {
    const { tell, connect, metrics } = await setup();
    const healthy = await connect();
    for (let told = 1; told <= 50; told += 1) {
      tell(900 * KIB);
      while (healthy.heard.length < told) await healthy.next();
    }
    expect(metrics.total('flatline_slow_sockets_closed_total')).toBe(0);
  });
});
