import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { ApiProblem, getJson, postJson } from './api.ts';

async function setup(answer: RequestListener) {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

test('an answer comes back as it was sent', async () => {
  const { url } = await setup((_request, response) => response.end('{"now":"x","runs":[1]}'));
  expect(await getJson(`${url}/api/runs`)).toEqual({ now: 'x', runs: [1] });
});

test('a body goes out as JSON, and without one there is no type', async () => {
  const seen: (string | undefined)[] = [];
  const { url } = await setup((request, response) => {
    seen.push(request.headers['content-type']);
    request.pipe(response);
  });
  expect(await postJson(url, { dryRun: true })).toEqual({ dryRun: true });
  await postJson(url);
  expect(seen).toEqual(['application/json', undefined]);
});

test('a problem carries its title, detail, code, fields and when to retry', async () => {
  const body = {
    type: 'about:blank',
    title: 'Unavailable',
    status: 503,
    code: 'unavailable',
    detail: 'The database is locked.',
    errors: [{ field: 'limit', message: 'is too high' }],
  };
  const { url } = await setup((_request, response) =>
    response.writeHead(503, { 'retry-after': '2' }).end(JSON.stringify(body)),
  );
  const problem = await getJson(url).catch((thrown: unknown) => thrown);
  expect(problem).toBeInstanceOf(ApiProblem);
  expect(problem).toMatchObject({ ...withoutType(body), retryAfterSeconds: 2 });
});

test('an answer that is not ours is told apart', async () => {
  const { url } = await setup((_request, response) =>
    response.writeHead(502).end('<h1>Bad gateway</h1>'),
  );
  await expect(getJson(url)).rejects.toMatchObject({ status: 502, code: 'unavailable' });
});

test('no answer at all is a problem of its own', async () => {
  const { server, url } = await setup(() => {});
  server.close();
  await expect(getJson(url)).rejects.toMatchObject({ status: 0, code: 'offline' });
});

test('a call that was called off is not a problem', async () => {
  const { url } = await setup(() => {});
  const calling = new AbortController();
  const answer = getJson(url, calling.signal);
  calling.abort();
  await expect(answer).rejects.toMatchObject({ name: 'AbortError' });
});

function withoutType({ type: _type, ...rest }: { type: string }) {
  return rest;
}
