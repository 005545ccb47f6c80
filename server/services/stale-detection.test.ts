import { describe, expect, test } from 'vitest';
import type { Decision } from '../domain/evidence.ts';
import { UNBROKEN } from '../domain/hearing.ts';
import { openTestServices as setup } from '../testing/services.ts';

const TEN_MINUTES = 600_000;

/** By a watchdog that has never missed anything. */
function decided({ clock }: { clock: { now(): number } }): Decision {
  return {
    now: clock.now(),
    decidedBy: 'watchdog',
    actor: null,
    hearing: UNBROKEN,
    together: false,
  };
}

describe('a run that falls silent', () => {
  test('is spared a millisecond before its threshold and marked exactly at it', async () => {
    await using app = await setup();
    const id = await app.start();
    await app.clock.advance(TEN_MINUTES - 1);
    expect((await app.sweeper.sweep({ trigger: 'watchdog' })).marked).toEqual([]);
    await app.clock.advance(1);
    const { marked, sweep } = await app.sweeper.sweep({ trigger: 'manual' });
    expect(marked.map((entry) => [entry.runId, entry.reason])).toEqual([[id, 'silent']]);
    expect(sweep).toMatchObject({
      trigger: 'manual',
      examined: 1,
      marked: 1,
      spared: 0,
      error: null,
    });
    expect(await app.statusOf(id)).toBe('FAILED');
  });

  test('has its channel closed, then the failure told, then the sweep, all after the commit', async () => {
    await using app = await setup();
    const id = await app.start();
    await app.clock.advance(TEN_MINUTES);
    const { sweep } = await app.sweeper.sweep({ trigger: 'watchdog' });
    const [, ended, swept] = app.live.told;
    expect(ended).toMatchObject({
      what: 'ended',
      run: { id, status: 'FAILED' },
      sweepId: sweep?.id,
    });
    expect(swept).toMatchObject({ what: 'swept', sweep: { id: sweep?.id, marked: 1 } });
    expect(app.live.told).toHaveLength(3);
  });

  test('ends with the evidence: since when, from what, against which limit, by whom', async () => {
    await using app = await setup();
    const id = await app.start('books', { phase: 'index', staleAfterSeconds: 60 });
    await app.clock.advance(5000);
    await app.beat(id);
    await app.clock.advance(60_000);
    await app.sweeper.sweep({ trigger: 'watchdog' });
    const run = await app.store.runs.find(id, app.clock.now());
    expect(run?.error).toMatchObject({
      errorType: 'stale',
      phase: 'index',
      detail: {
        silentSince: '2026-01-01T00:00:05.000Z',
        silentFrom: 'heartbeat',
        silentForSeconds: 60,
        staleAfterSeconds: 60,
        staleAfterFrom: 'run',
        lastPhase: 'index',
        decidedBy: 'watchdog',
        actor: null,
      },
    });
    const detail = await app.store.runs.detail(id, app.clock.now());
    expect(detail?.phases[0]?.finishedAt).toBe(app.clock.now());
    expect(detail?.errors).toHaveLength(1);
  });

  test('without any phase log is judged by its start, never skipped', async () => {
    await using app = await setup();
    const id = await app.start();
    await app.clock.advance(TEN_MINUTES);
    const { marked } = await app.sweeper.sweep({ trigger: 'watchdog' });
    expect(marked[0]).toMatchObject({ runId: id, evidence: { silentFrom: 'start' } });
  });

  test('after a cancel request is FAILED as stale, and the evidence says so', async () => {
    await using app = await setup();
    const id = await app.start();
    await app.runs.cancel(id);
    await app.clock.advance(TEN_MINUTES);
    const { marked } = await app.sweeper.sweep({ trigger: 'watchdog' });
    expect(marked[0]?.evidence).toMatchObject({ cancelRequestedAt: '2026-01-01T00:00:00.000Z' });
    expect(await app.statusOf(id)).toBe('FAILED');
  });

  test('and speaks late is refused, counted, and its first late sign kept', async () => {
    await using app = await setup();
    const id = await app.start();
    await app.clock.advance(TEN_MINUTES);
    await app.sweeper.sweep({ trigger: 'watchdog' });
    await app.clock.advance(40_000);
    const late = app.clock.now();
    await expect(app.beat(id)).rejects.toMatchObject({ code: 'run_closed', directive: 'stop' });
    await app.clock.advance(1000);
    await expect(app.beat(id)).rejects.toMatchObject({ code: 'run_closed' });
    expect((await app.store.runs.find(id, app.clock.now()))?.spokeAgainAt).toBe(late);
    expect(app.metrics.total('flatline_spoke_after_death_total')).toBe(2);
    expect(app.live.told.filter(({ what }) => what === 'spokeAgain')).toMatchObject([
      { run: { id, status: 'FAILED', spokeAgainAt: new Date(late).toISOString() } },
    ]);
  });

  test('and repeats an old event gets its answer, which is a late sign all the same', async () => {
    await using app = await setup();
    const id = await app.start();
    await app.runs.report(id, [{ type: 'heartbeat', seq: 1 }]);
    await app.clock.advance(TEN_MINUTES);
    await app.sweeper.sweep({ trigger: 'watchdog' });
    const answer = await app.runs.report(id, [{ type: 'heartbeat', seq: 1 }]);
    expect(answer).toMatchObject({
      status: 'FAILED',
      directive: 'stop',
      reason: 'finished',
      duplicates: 1,
    });
    expect((await app.store.runs.find(id, app.clock.now()))?.spokeAgainAt).toBe(app.clock.now());
  });
});

describe('a living run', () => {
  test('is spared when its phase log was written behind the API’s back', async () => {
    await using app = await setup();
    const id = await app.start();
    await app.clock.advance(TEN_MINUTES);
    await app.raw(`INSERT INTO ScrapePhaseLog (runId, phase, startedAt) VALUES (?, 'detail', ?)`, [
      id,
      '2026-01-01 00:09:59',
    ]);
    const { marked, spared } = await app.sweeper.sweep({ trigger: 'watchdog' });
    expect(marked).toEqual([]);
    expect(spared).toMatchObject([
      {
        runId: id,
        reason: 'spoke',
        phase: 'detail',
        evidence: { silentFrom: 'phase', silentForSeconds: 1 },
      },
    ]);
    const run = await app.store.runs.find(id, app.clock.now());
    expect(run?.deadlineAt).toBe(app.clock.now() - 1000 + TEN_MINUTES);
  });

  test('with a deadline in the past is spared, re-armed and shown with its new deadline', async () => {
    await using app = await setup();
    const id = await app.start();
    await app.raw(`UPDATE ScrapeRun SET deadlineAt = '1970-01-01T00:00:00.000+00:00'`);
    await app.clock.advance(1000);
    await app.sweeper.sweep({ trigger: 'deadline' });
    const run = await app.store.runs.find(id, app.clock.now());
    expect(run).toMatchObject({
      status: 'RUNNING',
      deadlineAt: app.clock.now() - 1000 + TEN_MINUTES,
    });
    expect(app.live.told).toContainEqual(
      expect.objectContaining({
        what: 'progressed',
        run: expect.objectContaining({ id, rev: run?.rev }),
      }),
    );
  });

  test('is spared when the clock has gone back', async () => {
    await using app = await setup();
    const id = await app.start();
    app.clock.jump(app.clock.now() - 3_600_000);
    await app.raw(`UPDATE ScrapeRun SET deadlineAt = '1970-01-01T00:00:00.000+00:00'`);
    await app.sweeper.sweep({ trigger: 'watchdog' });
    expect(await app.statusOf(id)).toBe('RUNNING');
  });
});

describe('marking one run', () => {
  test('is the bulk mark of one: it fails a silent run and tells so', async () => {
    await using app = await setup();
    const id = await app.start();
    await app.clock.advance(TEN_MINUTES);
    const [found] = (await app.detection.findStaleRuns(app.clock.now())).stale;
    const marked = await app.detection.markRunStale(found!.run, { ...decided(app), actor: 'ada' });
    expect(marked).toMatchObject({ id, status: 'FAILED', error: { detail: { actor: 'ada' } } });
    expect(app.live.endings(id)).toBe(1);
  });

  test('spares a run that spoke after it was found: comparing the status alone would kill it', async () => {
    await using app = await setup();
    const id = await app.start();
    await app.clock.advance(TEN_MINUTES);
    const [found] = (await app.detection.findStaleRuns(app.clock.now())).stale;
    await app.beat(id);
    expect(await app.detection.markRunStale(found!.run, decided(app))).toBeNull();
    expect(await app.statusOf(id)).toBe('RUNNING');
    expect(app.live.endings(id)).toBe(0);
  });
});
