import { describe, expect, test } from 'vitest';
import { NEW_YEAR } from '../testing/fake-clock.ts';
import { illnessOf, type Passes } from './health.ts';

const well: Passes = { now: NEW_YEAR, owedAt: null, failuresInARow: 0, failure: null, deaf: null };

describe('the watchdog', () => {
  test('is well before its first pass', () => {
    expect(illnessOf(well)).toBeNull();
    expect(illnessOf({ ...well, owedAt: NEW_YEAR + 120_000 })).toBeNull();
  });

  test('is well until a minute after the firing it owes, and ill from then on', () => {
    const owedAt = NEW_YEAR - 60_000;
    expect(illnessOf({ ...well, owedAt })).toBeNull();
    expect(illnessOf({ ...well, owedAt: owedAt - 1 })).toBe(
      'The sweep due at 2025-12-31T23:58:59.999Z has not happened: it is 1 min late. ' +
        'Runs that fall silent may still be shown as running.',
    );
  });

  test('is well after one failure, and ill after two in a row, with the reason where there is one', () => {
    const failure = 'The database is locked.';
    expect(illnessOf({ ...well, failuresInARow: 1, failure })).toBeNull();
    expect(illnessOf({ ...well, failuresInARow: 2, failure })).toContain(failure);
    expect(illnessOf({ ...well, failuresInARow: 3 })).toContain('The log of the server says why.');
  });

  test('is ill while no run can be heard, whatever its passes say', () => {
    const deaf = { from: NEW_YEAR - 3000, reason: 'database' as const };
    expect(illnessOf({ ...well, failuresInARow: 5, deaf })).toBe(
      'No run can be heard since 2025-12-31T23:59:57.000Z: the database cannot be written. ' +
        'Silences do not count meanwhile; the time will be given back.',
    );
  });
});
