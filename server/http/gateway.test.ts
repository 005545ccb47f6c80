import { type IncomingMessage, request } from 'node:http';
import { networkInterfaces } from 'node:os';
import { describe, expect, test } from 'vitest';
import { createFakeClock } from '../testing/fake-clock.ts';
import { createRecordingLog } from '../testing/quiet.ts';
import { openRawConnection, rawRequest } from '../testing/raw-connection.ts';
import { createGateway, type GatewayParts } from './gateway.ts';

const hasV6 = Object.values(networkInterfaces())
  .flat()
  .some((address) => address?.address === '::1');

describe('before it is opened', () => {
  test('the gateway is alive, not ready, and answers 503 to everything else', async () => {
    await using house = await setup({ open: false });
    const alive = await house.get('/healthz');
    expect([alive.status, alive.body]).toEqual([
      200,
      '{"status":"ok","now":"2026-01-01T00:00:00.000Z"}',
    ]);
    for (const path of ['/readyz', '/metrics', '/api/runs', '/api', '/', '/runs']) {
      const { status, headers, body } = await house.get(path, { accept: 'application/json' });
      expect([path, status, headers['retry-after']]).toEqual([path, 503, '1']);
      expect(headers['content-type']).toBe('application/problem+json');
      expect(JSON.parse(body)).toMatchObject({ code: 'starting', status: 503 });
    }
  });

  test('a browser is given a page that looks again by itself', async () => {
    await using house = await setup({ open: false });
    const { status, headers, body } = await house.get('/runs', { accept: 'text/html,*/*' });
    expect([status, headers['content-type'], headers['retry-after']]).toEqual([
      503,
      'text/html; charset=utf-8',
      '1',
    ]);
    expect(body).toContain('http-equiv="refresh"');
  });

  test('no handshake is let in', async () => {
    await using house = await setup({ open: false });
    const admission = house.gateway.allowRequest(house.claim(`127.0.0.1:${house.port}`));
    expect(admission).toMatchObject({ ok: false, code: 'starting' });
  });
});

describe('once it is opened', () => {
  test('the API and the three operation paths go to the API, all else to the pages', async () => {
    await using house = await setup();
    for (const path of ['/api', '/api/runs?x=1', '/healthz', '/readyz?a', '/metrics']) {
      expect((await house.get(path)).body).toBe(`api ${path}`);
    }
    for (const path of ['/', '/runs', '/apis', '/healthz/x', '/socket.io', '//api/runs']) {
      expect((await house.get(path)).body).toBe(`page ${path}`);
    }
  });

  test('no other site may frame a page', async () => {
    await using house = await setup();
    expect((await house.get('/')).headers).toMatchObject({
      'x-frame-options': 'DENY',
      'x-content-type-options': 'nosniff',
    });
  });

  test('a page that cannot be drawn is a problem that tells nothing, and is logged', async () => {
    await using house = await setup();
    const { status, body } = await house.get('/broken');
    expect([status, JSON.parse(body).code]).toEqual([500, 'internal']);
    expect(body).not.toContain('a secret');
    expect(house.log.lines.map(({ message }) => message)).toEqual(['a page could not be drawn']);
  });

  test.each(['127.0.0.1', ...(hasV6 ? ['::1'] : [])])('%s answers', async (address) => {
    await using house = await setup();
    using connection = await openRawConnection(house.port, address);
    connection.send(rawRequest(house.port, 'GET /metrics', { host: `localhost:${house.port}` }));
    expect(await connection.answer()).toMatchObject({ status: 200, body: 'api /metrics' });
  });

  test('what a foreign host or origin asks for is refused, whatever it is', async () => {
    await using house = await setup({ allowedHosts: ['flatline.example.com'] });
    for (const path of ['/', '/api/runs', '/healthz', '/readyz', '/metrics']) {
      const foreignHost = await house.get(path, { host: `evil.example:${house.port}` });
      expect([foreignHost.status, JSON.parse(foreignHost.body).code]).toEqual([
        403,
        'host_refused',
      ]);
      const foreignOrigin = await house.get(path, { origin: 'http://evil.example' });
      expect([foreignOrigin.status, JSON.parse(foreignOrigin.body).code]).toEqual([
        403,
        'origin_refused',
      ]);
    }
    expect(house.asked).toEqual([]);
    const behindProxy = { host: 'flatline.example.com', origin: 'https://flatline.example.com' };
    expect((await house.get('/metrics', behindProxy)).status).toBe(200);
  });

  test.each([
    ['no host', (_port: number) => ''],
    ['two hosts', (port: number) => `host: 127.0.0.1:${port}\r\nhost: evil.example\r\n`],
    [
      'two origins',
      (p: number) => `host: a\r\norigin: http://a\r\norigin: http://127.0.0.1:${p}\r\n`,
    ],
  ])('a request with %s is refused', async (_what, headers) => {
    await using house = await setup({ allowedHosts: ['a'] });
    using connection = await openRawConnection(house.port);
    connection.send(`GET /metrics HTTP/1.1\r\n${headers(house.port)}\r\n`);
    expect((await connection.answer()).status).toBe(403);
    expect(house.asked).toEqual([]);
  });

  test('a handshake is judged as a request is', async () => {
    await using house = await setup();
    const own = `localhost:${house.port}`;
    expect(house.gateway.allowRequest(house.claim(own, `http://${own}`))).toEqual({ ok: true });
    expect(house.gateway.allowRequest(house.claim(own, 'http://evil.example'))).toMatchObject({
      ok: false,
      code: 'origin_refused',
    });
    expect(house.gateway.allowRequest(house.claim('evil.example'))).toMatchObject({
      ok: false,
      code: 'host_refused',
    });
  });

  test('an address that only a proxy is sent is refused', async () => {
    await using house = await setup();
    for (const target of ['http://evil.example/metrics', '*']) {
      using connection = await openRawConnection(house.port);
      connection.send(rawRequest(house.port, `OPTIONS ${target}`));
      expect((await connection.answer()).status).toBe(400);
    }
  });

  test('a slow client holds no connection for good', async () => {
    await using house = await setup();
    const { headersTimeout, requestTimeout, keepAliveTimeout } = house.gateway.server;
    for (const timeout of [headersTimeout, requestTimeout, keepAliveTimeout]) {
      expect(timeout).toBeGreaterThan(0);
      expect(timeout).toBeLessThanOrEqual(65_000);
    }
  });
});

async function setup(settings: Partial<GatewayParts> & { open?: boolean } = {}) {
  const log = createRecordingLog();
  const gateway = createGateway(parts({ log, ...settings }));
  const asked: string[] = [];
  await gateway.listen();
  if (settings.open !== false) {
    gateway.open({
      api: {
        busy: () => false,
        fetch(_request, { incoming }) {
          asked.push(incoming.url ?? '');
          return new Response(`api ${incoming.url}`);
        },
      },
      pages(req, res) {
        asked.push(req.url ?? '');
        if (req.url === '/broken') throw new Error('a secret');
        res.end(`page ${req.url}`);
      },
    });
  }
  return {
    gateway,
    log,
    asked,
    port: gateway.port,
    get: (path: string, headers: Record<string, string> = {}) => get(gateway.port, path, headers),
    claim: (host: string, origin?: string) =>
      ({
        rawHeaders: ['Host', host, ...(origin === undefined ? [] : ['Origin', origin])],
      }) as IncomingMessage,
    [Symbol.asyncDispose]: () => gateway.stop(),
  };
}

function parts(settings: Partial<GatewayParts> = {}): GatewayParts {
  return {
    host: null,
    port: 0,
    allowedHosts: [],
    clock: createFakeClock(),
    log: createRecordingLog(),
    ...settings,
  };
}

function get(port: number, path: string, headers: Record<string, string>) {
  return new Promise<{ status: number; headers: IncomingMessage['headers']; body: string }>(
    (resolve, reject) => {
      const req = request({ port, host: '127.0.0.1', path, headers, agent: false }, async (res) => {
        const chunks = await res.toArray();
        const body = Buffer.concat(chunks).toString();
        resolve({ status: res.statusCode ?? 0, headers: res.headers, body });
      });
      req.on('error', reject);
      req.end();
    },
  );
}
