import { describe, expect, test } from 'vitest';
import { allowedUntil, type Stretch } from './allowance.ts';
import { createRunTruth, type RunTruth } from './run-truth.ts';
import { createSilence } from './silence.ts';

const SECOND = 1000;
const HOUR = 3_600_000;

describe('the silence that could be heard', () => {
  test('leaves out the times in which nobody could hear, one that lasts included', () => {
    const silence = createSilence();
    silence.set(true, 10);
    silence.set(true, 15);
    silence.set(false, 30);
    silence.set(true, 50);
    expect(silence.heard(0, 60)).toBe(10 + 20);
    expect(silence.heard(20, 40)).toBe(10);
    expect(silence.heard(55, 60)).toBe(0);
    expect(silence.heard(60, 55)).toBe(0);
    expect(silence.isDeaf()).toBe(true);
  });
});

describe('a silent run may be shown as RUNNING', () => {
  const run = (fields: Partial<RunTruth> = {}): RunTruth => ({
    ...createRunTruth({
      id: 'x',
      name: '#1 x',
      origin: 'REMOTE',
      patience: 600 * SECOND,
      stuckAfter: 1800 * SECOND,
      diesOfStanding: false,
      isWatched: false,
      diedAt: null,
      signAt: 0,
    }),
    ...fields,
  });
  const gap = (from: number, to: number): Stretch => ({ kind: 'gap', from, to });

  test('until its threshold, or the end of a grant', () => {
    expect(allowedUntil(run(), [])).toBe(600 * SECOND);
    expect(allowedUntil(run({ grantedUntil: HOUR }), [])).toBe(HOUR);
  });

  test('for as much longer as nobody could hear, and what its patience is rounded up by', () => {
    const until = allowedUntil(run(), [gap(100 * SECOND, 130 * SECOND)]);
    expect(until).toBe((600 + 30 + 30 + 5) * SECOND);
  });

  test('not for a gap that began when it was due already, or ended before its sign', () => {
    expect(allowedUntil(run(), [gap(700 * SECOND, 800 * SECOND)])).toBe(600 * SECOND);
    expect(allowedUntil(run({ signAt: HOUR }), [gap(0, 10)])).toBe(HOUR + 600 * SECOND);
  });

  test('for its whole patience after a boot, and for an extra window when it was held', () => {
    const boot: Stretch = { kind: 'boot', from: 500 * SECOND, to: 500 * SECOND };
    expect(allowedUntil(run(), [boot])).toBe(1100 * SECOND);
    expect(allowedUntil(run({ holds: 1 }), [])).toBe(720 * SECOND);
  });

  test('for as long as a boot’s clock lies behind the one that its signs were noted by', () => {
    const behind: Stretch = { kind: 'behind', from: 100 * SECOND, to: 100 * SECOND + HOUR };
    expect(allowedUntil(run(), [behind])).toBe(HOUR + 600 * SECOND);
  });
});
