import { describe, expect, test } from 'vitest';
import { createFakeClock } from '../testing/fake-clock.ts';
import { createRecordingLog } from '../testing/quiet.ts';
import { openRawConnection, rawRequest } from '../testing/raw-connection.ts';
import { createGateway } from './gateway.ts';

/** What Java's HTTP client sends with its first request. */
const H2C = {
  connection: 'Upgrade, HTTP2-Settings',
  upgrade: 'h2c',
  'http2-settings': 'AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA',
};

describe('an offer of HTTP/2', () => {
  test('is declined: the request is answered in HTTP/1.1, and so is the next', async () => {
    await using house = await setup();
    using connection = await openRawConnection(house.port);
    const body = '{"scraper":"books"}';
    const headers = { ...H2C, 'content-type': 'application/json', 'content-length': '19' };
    connection.send(rawRequest(house.port, 'POST /api/runs', headers, body));
    expect(await connection.answer()).toMatchObject({ status: 200, body });
    connection.send(rawRequest(house.port, 'POST /api/next', { 'content-length': '2' }, '{}'));
    expect(await connection.answer()).toMatchObject({ status: 200, body: '{}' });
  });

  test('is declined when the body comes later, in pieces', async () => {
    await using house = await setup();
    using connection = await openRawConnection(house.port);
    connection.send(rawRequest(house.port, 'POST /api/runs', { ...H2C, 'content-length': '6' }));
    await house.reading;
    connection.send('abc');
    await new Promise((resolve) => setImmediate(resolve));
    connection.send('def');
    expect(await connection.answer()).toMatchObject({ status: 200, body: 'abcdef' });
  });

  test('does not open a way round the guard', async () => {
    await using house = await setup();
    using connection = await openRawConnection(house.port);
    connection.send(rawRequest(house.port, 'GET /api/runs', { ...H2C, host: 'evil.example' }));
    expect((await connection.answer()).status).toBe(403);
  });
});

describe('a WebSocket that nobody takes', () => {
  const websocket = { connection: 'Upgrade', upgrade: 'websocket' };

  test('is refused to a foreign origin', async () => {
    await using house = await setup();
    using connection = await openRawConnection(house.port);
    const headers = { ...websocket, origin: 'http://evil.example' };
    connection.send(rawRequest(house.port, 'GET /_next/webpack-hmr', headers));
    expect((await connection.answer()).status).toBe(403);
    await connection.closed;
  });

  test('is ended after a while', async () => {
    await using house = await setup();
    using connection = await openRawConnection(house.port);
    connection.send(rawRequest(house.port, 'GET /somewhere', websocket));
    while (house.clock.pending().length === 0) await new Promise((done) => setImmediate(done));
    await house.clock.advance(5000);
    await connection.closed;
  });
});

async function setup() {
  const clock = createFakeClock();
  const log = createRecordingLog();
  const gateway = createGateway({ host: null, port: 0, allowedHosts: [], clock, log });
  let read: () => void = () => {};
  const reading = new Promise<void>((resolve) => {
    read = resolve;
  });
  await gateway.listen();
  gateway.open({
    api: {
      busy: () => false,
      async fetch(_request, { incoming }) {
        read();
        return new Response(Buffer.concat(await incoming.toArray()).toString());
      },
    },
    pages: (_req, res) => res.end('a page'),
  });
  return {
    clock,
    port: gateway.port,
    reading,
    [Symbol.asyncDispose]: () => gateway.stop(),
  };
}
