import { describe, expect, test } from 'vitest';
import { NEW_YEAR } from '../testing/fake-clock.ts';
import { aRecord } from '../testing/records.ts';
import { inWords } from './duration.ts';
import { staleError } from './evidence.ts';

const decision = { now: NEW_YEAR + 603_000, decidedBy: 'watchdog', actor: null } as const;

describe('the error of a stale run', () => {
  test('carries the whole evidence', () => {
    const error = staleError(aRecord({ phase: 'detail', lastPhaseAt: NEW_YEAR }), decision);
    expect(error.errorType).toBe('stale');
    expect(error.detail).toEqual({
      silentSince: '2026-01-01T00:00:00.000Z',
      silentFrom: 'phase',
      silentForSeconds: 603,
      staleAfterSeconds: 600,
      staleAfterFrom: 'setting',
      lastPhase: 'detail',
      decidedBy: 'watchdog',
      actor: null,
    });
  });

  test('says in words since when, against which limit and who decided', () => {
    expect(staleError(aRecord({ phase: 'detail' }), decision).message).toBe(
      'books has been silent for 10 min 3 s (limit 10 min), last seen in phase detail. Marked as stale by the watchdog.',
    );
  });

  test('says that a run never reported a phase', () => {
    expect(staleError(aRecord(), decision).message).toContain('it never reported a phase');
  });

  test('says that a cancel had been asked for', () => {
    const error = staleError(aRecord({ cancelRequestedAt: NEW_YEAR }), decision);
    expect(error.message).toContain('A cancel had been asked for');
    expect(error.detail).toMatchObject({ cancelRequestedAt: '2026-01-01T00:00:00.000Z' });
  });

  test('does not call an orphan silent beyond its limit when it was not', () => {
    const { message } = staleError(aRecord(), {
      now: NEW_YEAR + 4000,
      decidedBy: 'startup',
      actor: null,
    });
    expect(message).not.toContain('has been silent');
    expect(message).toContain('the server that ran it had ended');
  });
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
