import { describe, expect, test } from 'vitest';
import { aDecision } from '../testing/factories.ts';
import { NEW_YEAR } from '../testing/fake-clock.ts';
import { aRecord } from '../testing/records.ts';
import { inWords } from './duration.ts';
import { evidenceOf, isOfSilence, STALE, staleError } from './evidence.ts';
import type { Hearing } from './hearing.ts';
import type { Json } from './run.ts';

const NOW = NEW_YEAR + 603_000;
const decision = aDecision(NOW);

describe('the error of a stale run', () => {
  test('carries the whole evidence', () => {
    const progress = { done: 3, total: 9, unit: null, message: null };
    const run = aRecord({ phase: 'detail', lastPhaseAt: NEW_YEAR + 1, startedAt: NEW_YEAR });
    const error = staleError({ ...run, progress }, decision);
    expect(error.errorType).toBe('stale');
    expect(error.detail).toEqual({
      cause: 'went_silent',
      silentSince: '2026-01-01T00:00:00.001Z',
      silentFrom: 'phase',
      silentForSeconds: 602,
      heardForSeconds: 602,
      hearingSince: null,
      staleAfterSeconds: 600,
      staleAfterFrom: 'setting',
      lastPhase: 'detail',
      lastProgress: progress,
      decidedBy: 'watchdog',
      actor: null,
    });
  });

  test('says what could be heard of the silence, and does not guess from less than its limit', () => {
    const gap = { reason: 'database', from: NEW_YEAR + 1000, to: NEW_YEAR + 100_500 } as const;
    const hearing: Hearing = { since: gap.to, deaf: null, gaps: [gap] };
    expect(evidenceOf(aRecord(), { ...decision, hearing }, 'silent')).toMatchObject({
      cause: 'undetermined',
      silentForSeconds: 603,
      heardForSeconds: 503,
      hearingSince: '2026-01-01T00:01:40.500Z',
    });
  });

  test('says since when it was held, in this silence and no other', () => {
    const held = aRecord({ heldAt: NEW_YEAR + 1000 });
    expect(evidenceOf(held, decision, 'silent')).toMatchObject({
      cause: 'fell_silent_together',
      heldSince: '2026-01-01T00:00:01.000Z',
    });
    const spoke = evidenceOf({ ...held, lastHeartbeatAt: NEW_YEAR + 2000 }, decision, 'silent');
    expect(spoke).not.toHaveProperty('heldSince');
    expect(spoke.cause).toBe('went_silent');
  });

  test('says that an operator had given it time, and that a cancel had been asked for', () => {
    const run = aRecord({ grantedUntil: NOW, cancelRequestedAt: NEW_YEAR });
    const error = staleError(run, decision);
    expect(error.detail).toMatchObject({
      grantedUntil: '2026-01-01T00:10:03.000Z',
      cancelRequestedAt: '2026-01-01T00:00:00.000Z',
    });
    expect(error.message).toContain('A cancel had been asked for');
  });

  test('of a run that stood still says since when, and for how long that is allowed', () => {
    const run = aRecord({
      lastProgressAt: NEW_YEAR + 3000,
      lastHeartbeatAt: NOW - 1000,
      stuckAfterSeconds: 600,
      stuckAt: NOW,
    });
    const error = staleError(run, decision, 'stuck');
    expect(error.errorType).toBe('stale');
    expect(error.detail).toMatchObject({
      cause: 'stuck',
      silentForSeconds: 1,
      stuckSince: '2026-01-01T00:00:03.000Z',
      stuckAfterSeconds: 600,
    });
  });
});

test('the evidence of a run that was spared names no cause', () => {
  const evidence = evidenceOf(aRecord(), decision);
  expect(evidence.cause).toBeNull();
  expect(evidence).not.toHaveProperty('stuckSince');
});

describe('a death of silence', () => {
  const error = staleError(aRecord(), decision);

  test('may be a false kill; one for standing still, or by the reporter, is none', () => {
    expect(isOfSilence(error)).toBe(true);
    expect(isOfSilence(staleError(aRecord(), decision, 'stuck'))).toBe(false);
    expect(isOfSilence({ ...error, errorType: 'failed' })).toBe(false);
    expect(isOfSilence(null)).toBe(false);
  });

  test.each<Json>([null, 'text', [], {}, { cause: null }])(
    'is known with the detail %j',
    (detail) => {
      expect(isOfSilence({ ...error, errorType: STALE, detail })).toBe(true);
    },
  );
});

test.each([
  [0, '0 s'],
  [59, '59 s'],
  [60, '1 min'],
  [603, '10 min 3 s'],
  [3600, '1 h'],
  [7_260, '2 h 1 min'],
  [100_800, '1 d 4 h'],
])('%d seconds in words are %s', (count, words) => {
  expect(inWords(count)).toBe(words);
});
