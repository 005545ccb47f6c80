import { describe, expect, test } from 'vitest';
import { openTestHttp } from '../testing/http.ts';
import { expectProblem } from '../testing/http-expectations.ts';
import { PROBLEM_KINDS } from './problems.ts';

const ROUTES = {
  '/api/runs': { get: [200, 400], post: [200, 201, 400, 413, 415] },
  '/api/runs/{id}/events': { post: [200, 400, 404, 409, 413, 415] },
  '/api/runs/{id}': { get: [200, 400, 404] },
  '/api/runs/{id}/cancel': { post: [202, 400, 404, 409, 413, 415] },
  '/api/sweeps': { get: [200, 400], post: [200, 201, 400, 413, 415] },
  '/api/watchdog': { get: [200] },
  '/api/extensions': { post: [201, 400, 413, 415] },
  '/api/gaps': { get: [200, 400] },
  '/api/nodes': { get: [200, 400] },
  '/api/scrapers': { get: [200, 400] },
  '/api/scrapers/{name}': { get: [200, 400, 404], patch: [200, 400, 404, 413, 415] },
  '/api/openapi.json': { get: [200] },
  '/healthz': { get: [200] },
  '/readyz': { get: [200] },
  '/metrics': { get: [200] },
};
const EVERYWHERE = [403, 500, 503];

describe('the document', () => {
  test('holds every route and each of its answers, with the paths as they are called', async () => {
    const document = await read();
    expect(document.openapi).toBe('3.1.0');
    const routes = Object.entries<Record<string, { responses: object }>>(document.paths);
    const told = routes.map(([path, methods]) => [
      path,
      Object.fromEntries(
        Object.entries(methods).map(([method, { responses }]) => [
          method,
          Object.keys(responses)
            .map(Number)
            .filter((status) => !EVERYWHERE.includes(status)),
        ]),
      ),
    ]);
    expect(Object.fromEntries(told)).toEqual(ROUTES);
    for (const [, methods] of routes) {
      for (const { responses } of Object.values(methods)) {
        expect(Object.keys(responses)).toEqual(expect.arrayContaining(EVERYWHERE.map(String)));
      }
    }
  });

  test('points only at what is in it', async () => {
    const document = await read();
    const pointers = [...JSON.stringify(document).matchAll(/"#\/([^"]+)"/g)].map(
      ([, path]) => path,
    );
    expect(pointers.length).toBeGreaterThan(20);
    for (const pointer of pointers) {
      const found = pointer
        ?.split('/')
        .reduce<Record<string, unknown> | undefined>(
          (at, key) => at?.[key] as Record<string, unknown> | undefined,
          document,
        );
      expect([pointer, typeof found]).toEqual([pointer, 'object']);
    }
  });

  test('knows every code of a problem', async () => {
    const document = await read();
    const { code } = document.components.schemas.Problem.properties;
    expect(code.enum.toSorted()).toEqual(Object.keys(PROBLEM_KINDS).toSorted());
  });

  test('lets null be where an answer may have it', async () => {
    const { Run } = (await read()).components.schemas;
    for (const field of ['progress', 'error']) {
      expect(Run.properties[field].anyOf).toContainEqual({ type: 'null' });
    }
  });
});

describe('the routes', () => {
  test('answer another method with 405 and what is allowed', async () => {
    await using house = await openTestHttp();
    for (const [path, methods] of Object.entries(ROUTES)) {
      const allow = Object.keys(methods).flatMap((method) =>
        method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()],
      );
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PURGE']) {
        if (allow.includes(method)) continue;
        const refused = await house.call(method, path.replace(/\{\w+\}/, 'x'));
        expectProblem(refused, 405, 'method_not_allowed');
        expect(refused.headers.allow).toBe(allow.sort().join(', '));
      }
    }
    expect((await house.call('HEAD', '/api/runs/x/cancel')).status).toBe(405);
  });

  test('answer HEAD as GET, without the body', async () => {
    await using house = await openTestHttp();
    const paths = ['/api/runs', '/api/watchdog', '/api/scrapers', '/healthz', '/metrics'];
    for (const path of paths) {
      const { status, text, headers } = await house.call('HEAD', path);
      expect([status, text]).toEqual([200, '']);
      expect(headers['content-type']).toBeDefined();
    }
  });

  test('are all there is: the rest under /api is a problem', async () => {
    await using house = await openTestHttp();
    for (const path of ['/api', '/api/', '/api/run', '/api/runs/', '/api/runs/a/b/c', '/api/%2e']) {
      expectProblem(await house.call('GET', path), 404, 'not_found');
      expectProblem(await house.call('POST', path, { body: {} }), 404, 'not_found');
    }
  });

  test('send nothing that a browser keeps, sniffs or shares', async () => {
    await using house = await openTestHttp();
    for (const path of ['/api/runs', '/api/nothing', '/healthz']) {
      const { headers } = await house.call('GET', path);
      expect(headers).toMatchObject({
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      });
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    }
  });

  test('store nothing for a foreign host or origin', async () => {
    await using house = await openTestHttp();
    const body = { scraper: 'books' };
    const origin = { origin: 'http://evil.example' };
    const foreign = await house.call('POST', '/api/runs', { body, headers: origin });
    expectProblem(foreign, 403, 'origin_refused');
    const host = { host: 'evil.example' };
    expectProblem(
      await house.call('POST', '/api/runs', { body, headers: host }),
      403,
      'host_refused',
    );
    expect(await house.rows()).toBe(0);
    const own = { origin: `http://127.0.0.1:${house.gateway.port}` };
    expect((await house.call('POST', '/api/runs', { body, headers: own })).status).toBe(201);
  });
});

async function read() {
  await using house = await openTestHttp();
  return (await house.call('GET', '/api/openapi.json')).json;
}
