import { describe, expect, test } from 'vitest';
import { deadlineAtStart } from './grant.ts';

const NOW = Date.UTC(2026, 0, 1);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const FRESH = NOW + 10 * MINUTE;

/** A run that was given two hours an hour before the start, and has been silent since. */
const run = { staleAfterSeconds: 600, deadlineAt: NOW + HOUR, grantedUntil: NOW + HOUR };
const extensions = [{ grantedAt: NOW - HOUR, seconds: 7200 }];

describe('the deadline that a start gives', () => {
  test('is the whole stale-after from then on', () => {
    const plain = { ...run, deadlineAt: NOW - 1, grantedUntil: null };
    expect(deadlineAtStart(plain, [], NOW)).toBe(FRESH);
  });

  test('is the end of a grant that is later', () => {
    expect(deadlineAtStart(run, extensions, NOW)).toBe(NOW + HOUR);
  });

  test('is not earlier for a grant that ends sooner', () => {
    const soon = { ...run, deadlineAt: NOW + MINUTE, grantedUntil: NOW + MINUTE };
    expect(deadlineAtStart(soon, [{ grantedAt: NOW, seconds: 60 }], NOW)).toBe(FRESH);
  });

  test('does not return to a grant that a sign of life has taken back', () => {
    const spoken = { ...run, deadlineAt: NOW + 5 * MINUTE };
    expect(deadlineAtStart(spoken, extensions, NOW)).toBe(FRESH);
  });

  test('does not return to a grant that was forgotten when the run moved', () => {
    const moved = { ...run, grantedUntil: null };
    expect(deadlineAtStart(moved, extensions, NOW)).toBe(FRESH);
  });

  test('goes no further than what was given at a time that can be believed', () => {
    const ahead = { ...run, deadlineAt: NOW + 900 * HOUR, grantedUntil: NOW + 900 * HOUR };
    const given = (grantedAt: number) => ({ grantedAt, seconds: 7200 });
    expect(deadlineAtStart(ahead, [given(NOW + MINUTE + 1)], NOW)).toBe(FRESH);
    expect(deadlineAtStart(ahead, [given(NOW + MINUTE)], NOW)).toBe(NOW + 2 * HOUR + MINUTE);
    expect(deadlineAtStart(ahead, [given(NOW + HOUR), given(NOW)], NOW)).toBe(NOW + 2 * HOUR);
    expect(deadlineAtStart(ahead, [], NOW)).toBe(FRESH);
  });
});
