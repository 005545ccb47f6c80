import { expect, onTestFinished, test } from 'vitest';
import { createFakeClock } from '../server/testing/fake-clock.ts';
import { createFakeFlatline, TAKEN } from './fake-flatline.ts';
import { createReporter, type ReporterOptions } from './reporter.ts';

async function setup(options: Partial<ReporterOptions> = {}) {
  const clock = createFakeClock();
  const server = await createFakeFlatline(onTestFinished);
  let told: (sentence: string) => void = () => {};
  /** The next problem that the reporter tells. */
  const problem = () =>
    new Promise<string>((resolve) => {
      told = resolve;
    });
  const reporter = createReporter({
    url: server.url,
    scraper: 'books',
    heartbeatInterval: null,
    clock,
    random: () => 1,
    onProblem: (sentence) => told(sentence),
    ...options,
  });
  /** Starts a run that the server takes. */
  const start = async (run = { id: 'r1', status: 'RUNNING', staleAfterSeconds: 40 }) => {
    const starting = reporter.startRun();
    (await server.next()).answer(201, { run });
    return starting;
  };
  /** The next report after the pause between two calls. */
  const nextReport = async () => {
    await clock.advance(200);
    return server.next();
  };
  return { clock, server, problem, reporter, start, nextReport };
}

const types = (events: { type: string }[]) => events.map(({ type }) => type);

test('what is reported while a call is out goes into the next one, numbered, in order', async () => {
  const { server, start, nextReport } = await setup();
  const run = await start();
  run.phase('index');
  run.log('info', 'one');
  const first = await server.next();
  run.log('info', 'two');
  run.error({ errorType: 'http_500', message: 'no', url: 'http://shop/1', detail: { try: 1 } });
  expect(server.open()).toBe(1);
  first.answer(200, TAKEN);
  const second = await nextReport();

  expect(first.path).toBe('/api/runs/r1/events');
  expect(types(first.events)).toEqual(['phase', 'log']);
  expect(types(second.events)).toEqual(['log', 'error']);
  const seqs = [...first.events, ...second.events].map(({ seq }) => seq);
  expect(seqs).toEqual(seqs.map((_, index) => (seqs[0] ?? 0) + index));
  expect(second.events[1]).toMatchObject({ url: 'http://shop/1', detail: { try: 1 } });
});

test('a call whose answer was lost is sent again with the same numbers', async () => {
  const { clock, server, problem, start } = await setup();
  const run = await start();
  run.log('info', 'one');
  const lost = await server.next();
  const lostAt = problem();
  lost.hangUp();
  expect(await lostAt).toContain('could not be reached');
  run.log('info', 'two');
  await clock.advance(500);
  const again = await server.next();
  expect(again.events).toEqual(lost.events);
});

test('each try waits twice as long as the one before, at most 30 s', async () => {
  const { clock, server, problem, start } = await setup();
  const run = await start();
  run.log('info', 'one');
  for (const seconds of [0.5, 1, 2, 4, 8, 16, 30, 30]) {
    const failed = problem();
    (await server.next()).answer(500, {});
    await failed;
    await clock.advance(0);
    expect(clock.pending()).toEqual([clock.now() + seconds * 1000]);
    await clock.advance(seconds * 1000);
  }
});

test('Retry-After is obeyed', async () => {
  const { clock, server, problem, start } = await setup();
  const run = await start();
  run.log('info', 'one');
  const failed = problem();
  (await server.next()).answer(503, { code: 'unavailable' }, { 'retry-after': '7' });
  await failed;
  await clock.advance(0);
  expect(clock.pending()).toEqual([clock.now() + 7000]);
  await clock.advance(7000);
  expect(types((await server.next()).events)).toEqual(['log']);
});

test('a server that never answers counts as lost after 30 s', async () => {
  const { clock, server, problem, start } = await setup();
  const run = await start();
  run.log('info', 'one');
  const held = await server.next();
  const failed = problem();
  await clock.advance(30_000);
  expect(await failed).toContain('could not be reached');
  await clock.advance(500);
  expect((await server.next()).events).toEqual(held.events);
});

test('a start whose answer was lost asks for the same run', async () => {
  const { clock, server, problem, reporter } = await setup();
  const starting = reporter.startRun({ origin: 'LOCAL', meta: { why: 'nightly' } });
  const lost = await server.next();
  const failed = problem();
  lost.hangUp();
  await failed;
  await clock.advance(500);
  const again = await server.next();
  again.answer(200, { run: { id: 'r2', status: 'RUNNING', staleAfterSeconds: 40 } });
  expect((await starting).id).toBe('r2');
  expect(again.body).toEqual(lost.body);
  expect(again.body).toMatchObject({
    scraper: 'books',
    origin: 'LOCAL',
    meta: { why: 'nightly' },
    idempotencyKey: expect.stringMatching(/./),
  });
});

test('a refused start says why', async () => {
  const { server, reporter } = await setup();
  const starting = reporter.startRun();
  (await server.next()).answer(400, { code: 'invalid', detail: 'The scraper needs a name.' });
  await expect(starting).rejects.toThrow('The scraper needs a name.');
});

test('a cancelled run is told to stop, and ends as cancelled', async () => {
  const { server, start } = await setup();
  const run = await start();
  run.log('info', 'one');
  const stopped = new Promise((resolve) => run.stopped.addEventListener('abort', resolve));
  const cancel = { status: 'RUNNING', directive: 'stop', reason: 'cancelled' };
  (await server.next()).answer(200, cancel);
  await stopped;
  expect(run.stopped.reason).toMatchObject({ name: 'RunStopped', reason: 'cancelled' });

  const finished = run.finish('cancelled', 'stopped by hand');
  const last = await server.next();
  expect(last.events).toMatchObject([
    { type: 'finish', outcome: 'cancelled', message: 'stopped by hand' },
  ]);
  last.answer(200, { status: 'CANCELLED', directive: 'stop', reason: 'cancelled' });
  expect(await finished).toBe('CANCELLED');
});

test('a run that the server has ended is told so, and nothing more is sent', async () => {
  const { clock, server, start } = await setup({ heartbeatInterval: 10_000 });
  const run = await start();
  run.log('info', 'one');
  const stopped = new Promise((resolve) => run.stopped.addEventListener('abort', resolve));
  (await server.next()).answer(409, {
    code: 'run_closed',
    run: { id: 'r1', status: 'FAILED' },
    directive: 'stop',
  });
  await stopped;
  expect(run.stopped.reason).toMatchObject({ reason: 'finished' });
  run.log('info', 'two');
  expect(await run.finish('completed')).toBe('FAILED');
  expect(clock.pending()).toEqual([]);
  expect(server.open()).toBe(0);
});

test('finish does not wait for the pause between calls, and carries what is left', async () => {
  const { clock, server, start } = await setup();
  const run = await start();
  run.log('info', 'one');
  (await server.next()).answer(200, TAKEN);
  await clock.advance(0);
  run.progress({ done: 3, total: 3, unit: 'pages' });
  const finished = run.finish('completed');
  const last = await server.next();
  expect(types(last.events)).toEqual(['progress', 'finish']);
  last.answer(200, { status: 'COMPLETED', directive: 'stop', reason: 'finished' });
  expect(await finished).toBe('COMPLETED');
  expect(clock.pending()).toEqual([]);
});

test('a run beats every quarter of its stale-after, unless it is told not to', async () => {
  const beating = await setup({ heartbeatInterval: undefined });
  await beating.start();
  await beating.clock.advance(10_000);
  const beat = await beating.server.next();
  expect(types(beat.events)).toEqual(['heartbeat']);
  beat.answer(200, TAKEN);
  await beating.clock.advance(10_000);
  expect(types((await beating.server.next()).events)).toEqual(['heartbeat']);

  const silent = await setup({ heartbeatInterval: null });
  await silent.start();
  expect(silent.clock.pending()).toEqual([]);
});

test('an event that is refused is dropped, and the others are sent again as they were', async () => {
  const { server, problem, start, nextReport } = await setup();
  const run = await start();
  for (const text of ['one', 'two', 'three']) run.log('info', text);
  const batch = await server.next();
  const dropped = problem();
  batch.answer(400, {
    code: 'invalid',
    detail: 'events[1].message is wrong.',
    errors: [{ field: 'events[1].message', message: 'is wrong' }],
  });
  expect(await dropped).toContain('events[1].message is wrong.');
  expect((await nextReport()).events).toEqual([batch.events[0], batch.events[2]]);
});

test('a report that is refused altogether ends the reporting and says why', async () => {
  const { server, start } = await setup();
  const run = await start();
  const finished = run.finish('completed');
  (await server.next()).answer(404, { code: 'not_found', detail: 'There is no such run.' });
  await expect(finished).rejects.toMatchObject({ name: 'RunStopped', reason: 'refused' });
  expect(run.stopped.aborted).toBe(true);
});
