import { request } from 'node:http';
import { describe, expect, test } from 'vitest';
import { LIMITS } from '../domain/limits.ts';
import { openTestHttp, type TestHttp } from '../testing/http.ts';
import { expectProblem } from '../testing/http-expectations.ts';
import { openRawConnection, rawRequest } from '../testing/raw-connection.ts';

const JSON_TYPE = { 'content-type': 'application/json' };

describe('a body over 1 MiB', () => {
  test('is refused before it is read, and the next request on the connection is answered', async () => {
    await using house = await openTestHttp();
    using connection = await openRawConnection(house.gateway.port);
    const size = 3 * LIMITS.bodyBytes;
    const headers = { ...JSON_TYPE, 'content-length': String(size) };
    connection.send(rawRequest(house.gateway.port, 'POST /api/runs', headers));
    const refused = await connection.answer();
    expect([refused.status, JSON.parse(refused.body).code]).toEqual([413, 'too_large']);
    expect(refused.headers['content-type']).toBe('application/problem+json');
    connection.send(Buffer.alloc(size, 'x'));
    connection.send(rawRequest(house.gateway.port, 'GET /healthz'));
    expect((await connection.answer()).status).toBe(200);
    expect(await house.rows()).toBe(0);
  });

  test('is refused where it passes the limit when it comes in chunks, and so is the rest dropped', async () => {
    await using house = await openTestHttp();
    using connection = await openRawConnection(house.gateway.port);
    const headers = { ...JSON_TYPE, 'transfer-encoding': 'chunked' };
    connection.send(rawRequest(house.gateway.port, 'POST /api/runs', headers));
    const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
    for (let sent = 0; sent <= LIMITS.bodyBytes; sent += 0x10000) connection.send(chunk);
    expect((await connection.answer()).status).toBe(413);
    connection.send(`${chunk}${chunk}0\r\n\r\n`);
    connection.send(rawRequest(house.gateway.port, 'GET /healthz'));
    expect((await connection.answer()).status).toBe(200);
  });

  test('leaves the kept connection of an HTTP client alive', async () => {
    await using house = await openTestHttp();
    for (const headers of [JSON_TYPE, { ...JSON_TYPE, 'transfer-encoding': 'chunked' }]) {
      const body = `{"scraper":"${'x'.repeat(2 * LIMITS.bodyBytes)}"}`;
      const refused = await house.call('POST', '/api/runs', { body, headers });
      expectProblem(refused, 413, 'too_large');
      expect((await house.call('POST', '/api/runs', { body: { scraper: 'a' } })).status).toBe(201);
    }
  });

  test('is not even sent by a client that asks first', async () => {
    await using house = await openTestHttp();
    const asked = await ask(house, { 'content-length': String(LIMITS.bodyBytes + 1) });
    expect(asked).toEqual({ status: 413, wasTold: false });
  });

  test('of exactly 1 MiB is read', async () => {
    await using house = await openTestHttp();
    const body = `{"scraper":"books"${' '.repeat(LIMITS.bodyBytes - 19)}}`;
    expect(Buffer.byteLength(body)).toBe(LIMITS.bodyBytes);
    expect((await house.call('POST', '/api/runs', { body })).status).toBe(201);
    expectProblem(await house.call('POST', '/api/runs', { body: `${body} ` }), 413, 'too_large');
  });
});

describe('a client that asks before it sends', () => {
  test('is told to go on where the body is wanted', async () => {
    await using house = await openTestHttp();
    const headers = { ...JSON_TYPE, 'content-length': '19' };
    expect(await ask(house, headers, '{"scraper":"books"}')).toEqual({
      status: 201,
      wasTold: true,
    });
  });

  test.each([
    [403, { ...JSON_TYPE, origin: 'http://evil.example' }],
    [415, { 'content-type': 'text/plain' }],
  ])('is told %i instead where it is not', async (status, headers) => {
    await using house = await openTestHttp();
    const asked = await ask(house, { ...headers, 'content-length': '19' });
    expect(asked).toEqual({ status, wasTold: false });
  });
});

describe('a body', () => {
  test.each([
    ['text/plain'],
    ['application/x-www-form-urlencoded'],
    ['application/problem+json'],
    ['application/jsonx'],
    ['application/json; charset=latin1'],
    [''],
  ])('of the type %j is refused with 415', async (type) => {
    await using house = await openTestHttp();
    const call = { body: '{"scraper":"books"}', headers: { 'content-type': type } };
    expectProblem(await house.call('POST', '/api/runs', call), 415, 'unsupported_media_type');
    expect(await house.rows()).toBe(0);
  });

  test.each([
    ['APPLICATION/JSON'],
    ['application/json;charset=UTF-8'],
    ['application/json; charset="utf-8"; v=1'],
  ])('of the type %j is read', async (type) => {
    await using house = await openTestHttp();
    const call = { body: '{"scraper":"books"}', headers: { 'content-type': type } };
    expect((await house.call('POST', '/api/runs', call)).status).toBe(201);
  });

  test('that is compressed is refused with 415', async () => {
    await using house = await openTestHttp();
    const call = { body: '{"scraper":"books"}', headers: { 'content-encoding': 'gzip' } };
    expectProblem(await house.call('POST', '/api/runs', call), 415, 'unsupported_media_type');
  });

  test.each([
    '{"scraper":"a"',
    '{"scraper":"a",}',
    'scraper=a',
    ' ',
    '\u0000',
    '{"scraper":"a"}}',
    '{"scraper":NaN}',
    '"a',
    '[[[',
  ])('that is no JSON, as %j, is refused with a sentence', async (body) => {
    await using house = await openTestHttp();
    const refused = await house.call('POST', '/api/runs', { body });
    expectProblem(refused, 400, 'invalid');
    expect(refused.json.detail).toMatch(/^The body is not JSON: .+\.$/);
  });

  test('that is not UTF-8 is refused', async () => {
    await using house = await openTestHttp();
    const body = Buffer.from('{"scraper":"books","phase":"\xff"}', 'latin1');
    const refused = await house.call('POST', '/api/runs', { body, headers: JSON_TYPE });
    expectProblem(refused, 400, 'invalid');
  });

  test('that is missing is refused where one is needed', async () => {
    await using house = await openTestHttp();
    const id = await house.start();
    for (const path of ['/api/runs', `/api/runs/${id}/events`]) {
      expectProblem(await house.call('POST', path), 400, 'invalid');
      const noBytes = { headers: { 'transfer-encoding': 'chunked' } };
      expectProblem(await house.call('POST', path, noBytes), 400, 'invalid');
    }
  });

  test('nested 100,000 levels deep is refused, and harms nothing', async () => {
    await using house = await openTestHttp();
    const nested = '['.repeat(100_000) + ']'.repeat(100_000);
    const objects = `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`;
    for (const body of [
      nested,
      objects,
      `{"scraper":"a","meta":${nested}}`,
      `{"scraper":"a","meta":${objects}}`,
      `{"scraper":"a","x":${nested}}`,
      `{"scraper":${nested}}`,
    ]) {
      expectProblem(await house.call('POST', '/api/runs', { body }), 400, 'invalid');
    }
    expect(await house.rows()).toBe(0);
  });

  test('whose client leaves halfway is dropped without a word in the log', async () => {
    await using house = await openTestHttp();
    const lines = house.log.lines.length;
    using connection = await openRawConnection(house.gateway.port);
    const headers = { ...JSON_TYPE, 'content-length': '100' };
    connection.send(rawRequest(house.gateway.port, 'POST /api/runs', headers, '{"scraper":'));
    await new Promise<void>((resolve) => house.gateway.server.once('request', () => resolve()));
    connection.socket.destroy();
    await connection.closed;
    expect((await house.call('GET', '/healthz')).status).toBe(200);
    expect([await house.rows(), house.log.lines.length]).toEqual([0, lines]);
  });
});

/** Sends the head of a request and waits for what it is told; sends the body only when told to. */
function ask(house: TestHttp, headers: Record<string, string>, body = '') {
  return new Promise<{ status: number; wasTold: boolean }>((resolve, reject) => {
    const { port } = house.gateway;
    let wasTold = false;
    const req = request({
      ...{ port, host: '127.0.0.1', path: '/api/runs', method: 'POST', agent: false },
      headers: { ...JSON_TYPE, ...headers, expect: '100-continue' },
    });
    req.on('continue', () => {
      wasTold = true;
      req.end(body);
    });
    req.on('response', (res) => {
      resolve({ status: res.statusCode ?? 0, wasTold });
      req.destroy();
    });
    req.on('error', reject);
    req.flushHeaders();
  });
}
