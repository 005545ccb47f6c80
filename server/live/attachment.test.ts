import { createServer, type RequestListener } from 'node:http';
import {
  type AddressInfo,
  createServer as createTcpServer,
  connect as dial,
  type Socket as TcpSocket,
} from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, test } from 'vitest';
import { createFakeClock } from '../testing/fake-clock.ts';
import { createRecordingLog, createRecordingMetrics } from '../testing/quiet.ts';
import { aRun, openTestLive, type TestLive } from '../testing/sockets.ts';
import { CLOSE_GRACE } from './connections.ts';
import { createLive } from './live.ts';
import type { AllowRequest } from './socket-server.ts';

let opened: TestLive | null = null;
afterEach(async () => {
  await opened?.close();
  opened = null;
});

async function setup(allowRequest?: AllowRequest, answer?: RequestListener) {
  opened = await openTestLive({ allowRequest, answer });
  return opened;
}

/** Sends raw text; resolves with the connection once the first answer has come. */
function raw(port: number, text: string): Promise<{ socket: TcpSocket; answer: string }> {
  return new Promise((resolve, reject) => {
    const socket = dial(port, '127.0.0.1', () => socket.write(text));
    socket.once('data', (data) => resolve({ socket, answer: String(data) }));
    socket.once('error', reject);
  });
}

const upgrade = (path: string) =>
  `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
  'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n';

describe('a handshake', () => {
  test.each([['websocket'], ['polling']])('by %s is refused with the reason', async (transport) => {
    const { client, live } = await setup(() => ({
      ok: false,
      code: 'origin_refused',
      message: 'This origin is not ours.',
    }));
    const socket = client({ transports: [transport] });
    const error = await new Promise<Error>((resolve) => {
      socket.once('connect_error', resolve).connect();
    });
    expect(error).toBeInstanceOf(Error);
    expect(live.connected()).toBe(0);
  });

  test('is judged by its request, and its refusal says why', async () => {
    const { port } = await setup((req) =>
      req.headers.origin === 'http://evil.example'
        ? { ok: false, code: 'origin_refused', message: 'This origin is not ours.' }
        : { ok: true },
    );
    const url = `http://127.0.0.1:${port}/socket.io/?EIO=4&transport=polling`;
    const refused = await fetch(url, { headers: { origin: 'http://evil.example' } });
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({ message: 'This origin is not ours.' });
    expect((await fetch(url)).status).toBe(200);
  });

  test('is refused when it cannot be judged', async () => {
    const { port, log } = await setup(() => {
      throw new Error('broken');
    });
    const answer = await fetch(`http://127.0.0.1:${port}/socket.io/?EIO=4&transport=polling`);
    expect(answer.status).toBe(403);
    expect(log.lines.map(({ level }) => level)).toEqual(['error']);
  });
});

describe('the server below the channels', () => {
  test('still answers what is not for them', async () => {
    const { port } = await setup();
    expect(await (await fetch(`http://127.0.0.1:${port}/api/runs`)).text()).toBe('not a socket');
    expect((await fetch(`http://127.0.0.1:${port}/socket.io/socket.io.js`)).status).toBe(400);
  });

  test('leaves the WebSockets of others alone', async () => {
    const { port, server, connect } = await setup();
    server.on('upgrade', (req, socket) => {
      if (req.url === '/_next/hmr') socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\nhello');
    });
    const { socket, answer } = await raw(port, upgrade('/_next/hmr'));
    expect(answer).toContain('101');
    await connect();
    expect(socket.destroyed).toBe(false);
    socket.destroy();
  });

  test('counts who is connected', async () => {
    const { live, connect } = await setup();
    expect(live.connected()).toBe(0);
    const first = await connect();
    await connect({ transports: ['polling'] });
    expect(live.connected()).toBe(2);
    const gone = new Promise((resolve) => first.socket.once('disconnect', resolve));
    first.socket.disconnect();
    await gone;
    await expect.poll(() => live.connected()).toBe(1);
  });
});

describe('a stop', () => {
  test('tolerates that nothing was attached, and twice; before it nobody is told', async () => {
    const live = createLive({
      clock: createFakeClock(),
      log: createRecordingLog(),
      metrics: createRecordingMetrics(),
    });
    live.started(aRun());
    live.ended(aRun({ rev: 1, status: 'FAILED' }), null);
    await live.stop();
    await live.stop();
    expect(live.connected()).toBe(0);
  });

  test('with clients connected ends without waiting, closes the server and lets them know', async () => {
    const { live, connect, server, clock } = await setup();
    const clients = [await connect(), await connect({ transports: ['polling'] }), await connect()];
    const lost = clients.map(
      ({ socket }) => new Promise((resolve) => socket.once('disconnect', resolve)),
    );
    await Promise.all([live.stop(), live.stop()]);
    expect(server.listening).toBe(false);
    expect(await Promise.all(lost)).toEqual(Array(3).fill(expect.stringContaining('transport')));
    expect(clock.pending()).toEqual([]);
  });

  test('lets an answer that is under way be sent, and waits for no idle connection', async () => {
    let answer = () => {};
    let heard = () => {};
    const asked = new Promise<void>((resolve) => {
      heard = resolve;
    });
    const { live, port, clock, server } = await setup(undefined, (_req, res) => {
      res.write('better ');
      answer = () => res.end('late');
      heard();
    });
    const idle = dial(port, '127.0.0.1');
    const idleGone = new Promise((resolve) => idle.on('error', () => {}).once('close', resolve));
    // Neither side would let the connection go by itself.
    server.keepAliveTimeout = 0;
    const { socket, answer: head } = await raw(port, 'GET /slow HTTP/1.1\r\nHost: x\r\n\r\n');
    await asked;
    const rest = text(socket);
    const stopped = live.stop();
    await expect.poll(() => server.listening).toBe(false);
    answer();
    expect(head).toContain('better');
    expect(await rest).toContain('late');
    await Promise.all([stopped, idleGone]);
    expect(clock.pending()).toEqual([]);
  });

  test('ends the WebSockets of others at once', async () => {
    const { live, port, server, clock } = await setup();
    server.on('upgrade', (_req, socket) => void socket.write('HTTP/1.1 101 Switching\r\n\r\n'));
    const { socket } = await raw(port, upgrade('/_next/hmr'));
    const cut = new Promise((resolve) => socket.once('close', resolve));
    await Promise.all([live.stop(), cut]);
    expect(clock.pending()).toEqual([]);
  });

  test('cuts a client that never answers, after a grace', async () => {
    const { live, port, clock, server } = await setup();
    const { socket, answer } = await raw(port, upgrade('/socket.io/?EIO=4&transport=websocket'));
    expect(answer).toContain('101');
    const cut = new Promise((resolve) => socket.once('close', resolve));
    let done = false;
    const stopped = live.stop().then(() => {
      done = true;
    });
    await clock.advance(CLOSE_GRACE - 1);
    expect(done).toBe(false);
    await clock.advance(1);
    await Promise.all([stopped, cut]);
    expect(server.listening).toBe(false);
  });

  test('ends what another listener passed on, and refuses whoever comes that way still', async () => {
    const { live, port, server } = await setup();
    const listener = createTcpServer((socket) => void server.emit('connection', socket));
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    const side = (listener.address() as AddressInfo).port;
    const stuck = await raw(port, upgrade('/socket.io/?EIO=4&transport=websocket'));
    const passedOn = await raw(side, 'GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    expect(passedOn.answer).toContain('not a socket');
    const cut = new Promise((resolve) => passedOn.socket.once('close', resolve));
    const stopped = live.stop();
    await cut;
    const late = await fetch(`http://127.0.0.1:${side}/socket.io/?EIO=4&transport=polling`);
    expect(await late.json()).toMatchObject({ message: 'The server is stopping.' });
    stuck.socket.destroy();
    await stopped;
    await new Promise((resolve) => listener.close(resolve));
  });

  test('is followed by silence', async () => {
    const { live, connect, clock, metrics } = await setup();
    const client = await connect();
    await client.subscribe({ room: 'board' });
    live.progressed(aRun({ rev: 1 }));
    live.progressed(aRun({ rev: 2 }));
    await live.stop();
    live.progressed(aRun({ rev: 3 }));
    live.ended(aRun({ rev: 4, status: 'FAILED' }), null);
    await clock.advance(1000);
    expect(metrics.total('flatline_frames_total')).toBe(1);
  });
});

test('the channels are attached to one server only', async () => {
  const { live, snapshots } = await setup();
  const server = createServer();
  const allowRequest = () => ({ ok: true }) as const;
  expect(() => live.attach({ server, snapshots, allowRequest })).toThrow('attached already');
});
