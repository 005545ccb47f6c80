import { describe, expect, test } from 'vitest';
import { aForeignPhase } from '../testing/factories.ts';
import { openTestServices as setup, type TestServices } from '../testing/services.ts';
import { createRuns } from './runs.ts';

const MINUTE = 60_000;

/** Lets a run beat every five minutes, `times` times. */
async function beats(app: TestServices, id: string, times: number): Promise<void> {
  for (let n = 0; n < times; n += 1) {
    await app.clock.advance(5 * MINUTE);
    await app.beat(id);
  }
}

const announced = ({ live }: TestServices) =>
  live.told.filter(({ what }) => what === 'stuck').length;

const progress = (done: number) => ({ type: 'progress', done }) as const;

describe('a run whose heartbeats go on while it stands still', () => {
  test('is announced as stuck once, at the limit', async () => {
    await using app = await setup();
    const id = await app.start();
    await beats(app, id, 5);
    expect(announced(app)).toBe(0);
    await beats(app, id, 3);
    expect(announced(app)).toBe(1);
    const { run } = app.live.told.find(({ what }) => what === 'stuck') as { run: object };
    expect(run).toMatchObject({ id, stuckAt: '2026-01-01T00:30:00.000Z', status: 'RUNNING' });
    expect(app.metrics.total('flatline_stuck_total')).toBe(1);
  });

  test('is announced again only after it moved and stood still anew', async () => {
    await using app = await setup();
    const id = await app.start();
    await beats(app, id, 6);
    await app.runs.report(id, [progress(1)]);
    expect(await app.store.runs.find(id, app.clock.now())).toMatchObject({ stuckAt: null });
    await beats(app, id, 5);
    expect(announced(app)).toBe(1);
    await beats(app, id, 1);
    expect(announced(app)).toBe(2);
  });

  test('is not stuck while it moves, however slowly', async () => {
    await using app = await setup();
    const id = await app.start();
    for (let done = 1; done <= 4; done += 1) {
      await beats(app, id, 5);
      await app.runs.report(id, [progress(done)]);
    }
    expect(announced(app)).toBe(0);
  });

  test('is only shown where its scraper does not say more', async () => {
    await using app = await setup();
    const id = await app.start();
    await beats(app, id, 8);
    const { marked } = await app.sweeper.sweep({ trigger: 'watchdog' });
    expect([marked, await app.statusOf(id)]).toEqual([[], 'RUNNING']);
  });

  test('is not announced for what it may have done while nobody could hear it', async () => {
    await using app = await setup({ observed: true });
    await app.observer.start();
    const id = await app.start();
    await app.clock.advance(5 * MINUTE);
    await app.beat(id);
    app.clock.block(28 * MINUTE);
    await app.beat(id);
    expect(announced(app)).toBe(0);
    await app.ear.settle();
    await beats(app, id, 4);
    expect(announced(app)).toBe(0);
    await beats(app, id, 1);
    expect(announced(app)).toBe(1);
  });
});

describe('a run that stood still when the server ended', () => {
  test('has its whole patience for that again, since gaps may have been lost with the server', async () => {
    await using app = await setup();
    const id = await app.start();
    await beats(app, id, 5);
    await app.clock.advance(60 * MINUTE);
    const reborn = { ...app, ...restarted(app) };
    await reborn.beat(id);
    await beats(reborn, id, 5);
    expect(announced(app)).toBe(0);
    await beats(reborn, id, 1);
    expect(announced(app)).toBe(1);
  });
});

/** The use cases as the next server has them. */
function restarted(app: TestServices): Pick<TestServices, 'runs' | 'beat'> {
  const runs = createRuns({
    store: app.store.runs,
    live: app.live,
    deadlines: { notice: () => {} },
    suspects: { notice: () => {} },
    ear: app.ear,
    clock: app.clock,
    metrics: app.metrics,
    log: app.log,
    staleAfterSeconds: 600,
    stuckAfterSeconds: 1800,
  });
  return { runs, beat: (id) => runs.report(id, [{ type: 'heartbeat' }]) };
}

describe('a run that stands still, where that is fatal', () => {
  /** Stuck since its sixth beat; its deadline is due at once. */
  async function stuck(app: TestServices): Promise<string> {
    const id = await app.start('books', { phase: 'detail' });
    await app.runs.report(id, [{ type: 'finish', outcome: 'completed' }]);
    await app.scrapers.change('books', { whenStuck: 'fail' });
    const next = await app.start('books', { phase: 'detail' });
    await beats(app, next, 6);
    expect(app.deadlines.at(-1)).toBe(app.clock.now());
    return next;
  }

  test('is marked with the cause and its evidence', async () => {
    await using app = await setup();
    const id = await stuck(app);
    const { marked } = await app.sweeper.sweep({ trigger: 'deadline' });
    expect(marked).toMatchObject([{ runId: id, reason: 'stuck', evidence: { cause: 'stuck' } }]);
    const run = await app.store.runs.find(id, app.clock.now());
    expect(run).toMatchObject({
      status: 'FAILED',
      error: {
        errorType: 'stale',
        detail: {
          cause: 'stuck',
          silentForSeconds: 0,
          stuckSince: '2026-01-01T00:00:00.000Z',
          stuckAfterSeconds: 1800,
          lastPhase: 'detail',
        },
      },
    });
    expect(run?.error?.message).toContain('has not moved for');
    expect([announced(app), app.live.endings(id)]).toEqual([1, 1]);
  });

  test('and speaks afterwards is refused, and was no false kill', async () => {
    await using app = await setup();
    const id = await stuck(app);
    await app.sweeper.sweep({ trigger: 'deadline' });
    await app.clock.advance(1000);
    await expect(app.beat(id)).rejects.toMatchObject({ code: 'run_closed', directive: 'stop' });
    expect(app.metrics.total('flatline_spoke_after_death_total')).toBe(0);
    expect(await app.store.runs.find(id, app.clock.now())).toMatchObject({ spokeAgainAt: null });
  });

  test('is spared when it moves before the pass', async () => {
    await using app = await setup();
    const id = await stuck(app);
    await app.runs.report(id, [progress(1)]);
    expect((await app.sweeper.sweep({ trigger: 'deadline' })).marked).toEqual([]);
    expect(await app.statusOf(id)).toBe('RUNNING');
  });

  test('is spared when another program writes a phase before the pass', async () => {
    await using app = await setup();
    const id = await stuck(app);
    await app.clock.advance(1000);
    await aForeignPhase(app, { runId: id, phase: 'parse', startedAt: app.clock.now() });
    expect((await app.sweeper.sweep({ trigger: 'watchdog' })).marked).toEqual([]);
    expect(await app.statusOf(id)).toBe('RUNNING');
  });

  test('is spared until a grant is over, and marked by the beat after it', async () => {
    await using app = await setup();
    const id = await stuck(app);
    const grant = { runIds: [id], seconds: 1200, actor: null, reason: null };
    await app.grants.grant(grant);
    await beats(app, id, 3);
    expect((await app.sweeper.sweep({ trigger: 'watchdog' })).marked).toEqual([]);
    expect(announced(app)).toBe(1);
    await beats(app, id, 1);
    expect(announced(app)).toBe(2);
    const { marked } = await app.sweeper.sweep({ trigger: 'deadline' });
    expect(marked.map(({ reason }) => reason)).toEqual(['stuck']);
  });
});
