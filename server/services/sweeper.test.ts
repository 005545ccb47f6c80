import { describe, expect, test } from 'vitest';
import { LIMITS } from '../domain/limits.ts';
import type { SweepOutcome, SweepRecord, SweepRequest } from '../domain/sweep.ts';
import { createFakeClock } from '../testing/fake-clock.ts';
import { createRecordingLog, createRecordingMetrics } from '../testing/quiet.ts';
import { createRecordingLive } from '../testing/recording-live.ts';
import { createSweeper } from './sweeper.ts';

const OUTCOME: SweepOutcome = { now: 0, sweep: null, marked: [], spared: [] };

/** A sweeper whose passes a test ends by hand. */
function setup() {
  const clock = createFakeClock();
  const live = createRecordingLive();
  const begun: {
    request: SweepRequest;
    signal: AbortSignal;
    end: () => void;
    fail: (e: Error) => void;
  }[] = [];
  const recorded: SweepRecord[] = [];
  const sweeper = createSweeper({
    detection: {
      detectStaleRuns: (request, signal) =>
        new Promise((resolve, reject) => {
          begun.push({ request, signal, end: () => resolve({ ...OUTCOME }), fail: reject });
        }),
    },
    store: { recordSweep: async (sweep) => void recorded.push(sweep) },
    live,
    clock,
    metrics: createRecordingMetrics(),
    log: createRecordingLog(),
  });
  return { clock, live, sweeper, begun, recorded };
}

describe('passes', () => {
  test('never overlap: the second begins when the first has ended', async () => {
    const { sweeper, begun, clock } = setup();
    const first = sweeper.sweep({ trigger: 'watchdog' });
    const second = sweeper.sweep({ trigger: 'manual' });
    await clock.advance(0);
    expect(begun.map(({ request }) => request.trigger)).toEqual(['watchdog']);
    begun[0]?.end();
    await first;
    await clock.advance(0);
    expect(begun.map(({ request }) => request.trigger)).toEqual(['watchdog', 'manual']);
    begun[1]?.end();
    await second;
  });

  test('of ten clicks at once the first has one pass and the other nine share the next', async () => {
    const { sweeper, begun, clock } = setup();
    const clicks = Array.from({ length: 10 }, () => sweeper.sweep({ trigger: 'manual' }));
    begun[0]?.end();
    await clicks[0];
    await clock.advance(250);
    expect(begun).toHaveLength(2);
    begun[1]?.end();
    const answers = await Promise.all(clicks);
    expect(new Set(answers.slice(1)).size).toBe(1);
    expect(answers[0]).not.toBe(answers[1]);
    expect(begun).toHaveLength(2);
  });

  test('by button share the next even when the first is over before they are read', async () => {
    const { sweeper, begun, clock } = setup();
    const first = sweeper.sweep({ trigger: 'manual' });
    begun[0]?.end();
    await first;
    await clock.advance(200);
    const second = sweeper.sweep({ trigger: 'manual' });
    await clock.advance(200);
    const third = sweeper.sweep({ trigger: 'manual' });
    await clock.advance(249);
    expect(begun).toHaveLength(1);
    await clock.advance(1);
    expect(begun).toHaveLength(2);
    begun[1]?.end();
    expect(await third).toBe(await second);
  });

  test('by button begin within a second of the last, however often it is pressed', async () => {
    const { sweeper, begun, clock } = setup();
    const first = sweeper.sweep({ trigger: 'manual' });
    begun[0]?.end();
    await first;
    for (let press = 0; press < 10; press += 1) {
      void sweeper.sweep({ trigger: 'manual' });
      await clock.advance(100);
    }
    expect(begun).toHaveLength(2);
    begun[1]?.end();
  });

  test('by button do not wait when the last one is long over', async () => {
    const { sweeper, begun, clock } = setup();
    const first = sweeper.sweep({ trigger: 'manual' });
    begun[0]?.end();
    await first;
    await clock.advance(1000);
    void sweeper.sweep({ trigger: 'manual' });
    expect(begun).toHaveLength(2);
    begun[1]?.end();
  });

  test('are not shared between triggers, nor between a dry run and a real one', async () => {
    const { sweeper, begun, clock } = setup();
    const asked: SweepRequest[] = [
      { trigger: 'watchdog' },
      { trigger: 'manual' },
      { trigger: 'manual', dryRun: true },
      { trigger: 'deadline' },
    ];
    const all = asked.map((request) => sweeper.sweep(request));
    for (const [index, one] of all.entries()) {
      await clock.advance(250);
      begun[index]?.end();
      await one;
    }
    expect(begun.map(({ request }) => request)).toEqual(asked);
  });

  test('with the operator’s exact set are passes of their own', async () => {
    const { sweeper, begun, clock } = setup();
    const all = [1, 2, 3].map(() => sweeper.sweep({ trigger: 'manual', runIds: ['a'] }));
    for (const [index, one] of all.entries()) {
      await clock.advance(0);
      begun[index]?.end();
      await one;
    }
    expect(begun).toHaveLength(3);
  });

  test('that fail are recorded with their error, told, and do not stop the next', async () => {
    const { sweeper, begun, clock, recorded, live } = setup();
    const failing = sweeper.sweep({ trigger: 'watchdog' });
    const next = sweeper.sweep({ trigger: 'manual' });
    begun[0]?.fail(new Error('secret detail'));
    await expect(failing).rejects.toThrow('secret detail');
    await clock.advance(0);
    expect(recorded).toMatchObject([{ trigger: 'watchdog', marked: 0, error: expect.any(String) }]);
    expect(recorded[0]?.error).not.toContain('secret');
    expect(live.told.map(({ what }) => what)).toEqual(['swept']);
    begun[1]?.end();
    await expect(next).resolves.toEqual(OUTCOME);
  });

  test('over 30 s are aborted and recorded, and the next begins', async () => {
    const { sweeper, begun, clock, recorded } = setup();
    const slow = sweeper.sweep({ trigger: 'watchdog' });
    const outcome = expect(slow).rejects.toMatchObject({ code: 'unavailable' });
    const next = sweeper.sweep({ trigger: 'manual' });
    await clock.advance(LIMITS.sweepTimeoutMs - 1);
    expect(begun[0]?.signal.aborted).toBe(false);
    await clock.advance(1);
    expect(begun[0]?.signal.aborted).toBe(true);
    await outcome;
    expect(recorded[0]?.error).toContain('longer than 30 s');
    await clock.advance(0);
    begun[1]?.end();
    await next;
  });

  test('that were only previews leave no record when they fail', async () => {
    const { sweeper, begun, recorded } = setup();
    const preview = sweeper.sweep({ trigger: 'manual', dryRun: true });
    begun[0]?.fail(new Error('x'));
    await expect(preview).rejects.toThrow();
    expect(recorded).toEqual([]);
  });

  test('leave no timer behind', async () => {
    const { sweeper, begun, clock } = setup();
    const pass = sweeper.sweep({ trigger: 'manual' });
    begun[0]?.end();
    await pass;
    expect(clock.pending()).toEqual([]);
  });
});
