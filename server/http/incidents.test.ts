import { describe, expect, test } from 'vitest';
import type { ServerEvents } from '../domain/events.ts';
import type { Run } from '../domain/run.ts';
import { type ClientSocket, next, openTestApp, type TestApp } from '../testing/app.ts';
import { aForeignPhase } from '../testing/factories.ts';
import { openRaw } from '../testing/store.ts';

const SECOND = 1000;

/** The whole server, a dashboard that is in no room, and a run that is stale after 40 s. */
async function setup(env: Record<string, string> = {}) {
  const house = await openTestApp({ STALE_AFTER_SECONDS: '40', ...env });
  const idle = await house.connect();
  const heard: string[] = [];
  idle.onAny((event: string) => heard.push(event));
  const caughtUp = () => idle.emitWithAck('unsubscribe', { room: 'board' });
  return {
    ...house,
    idle,
    heard,
    caughtUp,
    [Symbol.asyncDispose]: () => house[Symbol.asyncDispose](),
  };
}

const beat = (house: TestApp, { id }: Run, body: object = { type: 'heartbeat' }) =>
  house.call('POST', `/api/runs/${id}/events`, body);

/** Moves the clock, and yields what the socket heard because of it. */
async function advancing<E extends keyof ServerEvents>(
  house: TestApp,
  ms: number,
  socket: ClientSocket,
  event: E,
): Promise<Parameters<ServerEvents[E]>[0]> {
  const told = next(socket, event);
  await house.clock.advance(ms);
  return await told;
}

describe('a run that falls silent', () => {
  test('is suspected at three quarters of its window, and recovers with its next beat', async () => {
    await using house = await setup();
    const run = await house.start();
    await house.clock.advance(30 * SECOND - 1);
    await house.caughtUp();
    expect(house.heard).toEqual([]);
    const told = await advancing(house, 1, house.idle, 'run:suspected');
    const suspectedAt = new Date(Date.parse(run.startedAt) + 30 * SECOND).toISOString();
    expect(told).toMatchObject({ now: suspectedAt, run: { id: run.id, suspectedAt } });
    const recovered = next(house.idle, 'run:recovered');
    await beat(house, run);
    expect((await recovered).run).toMatchObject({ id: run.id, suspectedAt: null });
    const { body } = await house.call('GET', `/api/runs/${run.id}`);
    expect(body.run.suspectedAt).toBeNull();
  });

  test('is told of once, and then as dead', async () => {
    await using house = await setup();
    await house.start();
    const dead = await advancing(house, 40 * SECOND, house.idle, 'run:failed');
    expect(dead.run.error?.detail).toMatchObject({ cause: 'never_spoke', decidedBy: 'deadline' });
    await house.clock.advance(10 * SECOND);
    await house.caughtUp();
    expect(house.heard.filter((event) => event !== 'sweep:finished')).toEqual([
      'run:suspected',
      'run:failed',
    ]);
  });

  test('is cleared within a second when another program writes its phase', async () => {
    await using house = await setup();
    const run = await house.start();
    await advancing(house, 30 * SECOND, house.idle, 'run:suspected');
    const raw = openRaw(house.config.databaseUrl);
    const startedAt = house.clock.now();
    await aForeignPhase({ raw }, { runId: run.id, phase: 'detail', startedAt });
    const told = await advancing(house, SECOND, house.idle, 'run:recovered');
    expect(told.run).toMatchObject({ id: run.id, suspectedAt: null });
    expect(Date.parse(told.now)).toBeLessThanOrEqual(startedAt + SECOND);
  });

  test('is given time by an operator, and is no longer suspected nor marked for as long', async () => {
    await using house = await setup();
    const run = await house.start();
    await advancing(house, 30 * SECOND, house.idle, 'run:suspected');
    const body = { runIds: [run.id], seconds: 60, actor: 'Ada', reason: 'a slow page' };
    expect((await house.call('POST', '/api/extensions', body)).status).toBe(201);
    await house.clock.advance(45 * SECOND);
    await house.caughtUp();
    expect(house.heard).toEqual(['run:suspected']);
    await advancing(house, 5 * SECOND, house.idle, 'run:suspected');
    const dead = await advancing(house, 10 * SECOND, house.idle, 'run:failed');
    expect(dead.run.error?.detail).toMatchObject({ silentForSeconds: 90 });
  });
});

describe('a run that stands still', () => {
  test('is announced once, and ends where its scraper says so', async () => {
    await using house = await setup({ STUCK_AFTER_SECONDS: '60' });
    const shown = await house.start({ scraper: 'shoes' });
    await house.start({ scraper: 'books' });
    await house.call('PATCH', '/api/scrapers/books', { whenStuck: 'fail' });
    const doomed = await house.start({ scraper: 'books', phase: 'detail' });
    for (let at = 0; at < 2; at += 1) {
      await house.clock.advance(20 * SECOND);
      for (const run of [shown, doomed]) await beat(house, run);
    }
    await house.clock.advance(20 * SECOND);
    const stuck = next(house.idle, 'run:stuck');
    await beat(house, shown);
    expect((await stuck).run).toMatchObject({ id: shown.id, stuckAt: expect.any(String) });
    const doomedStuck = next(house.idle, 'run:stuck');
    await beat(house, doomed);
    expect((await doomedStuck).run.id).toBe(doomed.id);
    const dead = next(house.idle, 'run:failed');
    await house.clock.advance(SECOND);
    expect(await dead).toMatchObject({
      run: { id: doomed.id, error: { errorType: 'stale', detail: { cause: 'stuck' } } },
    });
    const late = await beat(house, doomed);
    expect([late.status, late.body.code]).toEqual([409, 'run_closed']);
    const found = await house.call('GET', `/api/runs/${doomed.id}`);
    expect(found.body.run.spokeAgainAt).toBeNull();
    const metrics = await house.call('GET', '/metrics');
    expect(metrics.body).toMatch(/^flatline_spoke_after_death_total 0$/m);
    expect(metrics.body).toMatch(/^flatline_stuck_total 2$/m);
  });
});
