import { expect, test } from 'vitest';
import { openTestApp } from '../server/testing/app.ts';
import { createReporter } from './reporter.ts';

/** The real server, and a network that loses the answer to every second call after it was carried out. */
async function setup() {
  const app = await openTestApp();
  let calls = 0;
  const reporter = createReporter({
    url: app.app.url,
    scraper: 'books',
    heartbeatInterval: null,
    random: () => 0,
    fetch: async (...request) => {
      const response = await fetch(...request);
      calls += 1;
      if (calls % 2 === 0) return response;
      await response.body?.cancel();
      throw new Error('the answer was lost');
    },
  });
  return { app, reporter };
}

test('with every second answer lost, the server has everything once, in order', async () => {
  const { app, reporter } = await setup();
  await using server = app;
  const run = await reporter.startRun();
  run.phase('index');
  for (let n = 1; n <= 300; n += 1) run.log('info', `line ${n}`);
  run.error({ errorType: 'http_500', message: 'no' });
  run.phase('detail');
  run.progress({ done: 2, total: 2 });
  expect(await run.finish('completed', 'all read')).toBe('COMPLETED');

  const runs = await server.call('GET', '/api/runs');
  expect(runs.body.runs).toHaveLength(1);
  const { body } = await server.call('GET', `/api/runs/${run.id}`);
  expect(body.run.status).toBe('COMPLETED');
  expect(body.run.phases.map(({ phase }: { phase: string }) => phase)).toEqual(['index', 'detail']);
  expect(body.run.errors).toHaveLength(1);
  expect(body.run.progress).toMatchObject({ done: 2, total: 2 });
  const lines = body.run.logs.map(({ message }: { message: string }) => message);
  expect(lines).toEqual([...Array.from({ length: 300 }, (_, n) => `line ${n + 1}`), 'all read']);
});

test('an operator cancels, the crawler is told with its next report, and ends the run', async () => {
  const { app, reporter } = await setup();
  await using server = app;
  const run = await reporter.startRun();
  await server.call('POST', `/api/runs/${run.id}/cancel`);
  const stopped = new Promise((resolve) => run.stopped.addEventListener('abort', resolve));
  run.progress({ done: 1 });
  await stopped;
  expect(run.stopped.reason).toMatchObject({ reason: 'cancelled' });
  expect(await run.finish('failed', 'cut short')).toBe('CANCELLED');
});
