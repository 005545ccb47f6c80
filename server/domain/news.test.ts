import { describe, expect, test } from 'vitest';
import { NEW_YEAR } from '../testing/fake-clock.ts';
import { aRecord } from '../testing/records.ts';
import { newsOf } from './news.ts';
import { presentRun, type Run } from './run.ts';
import { toIso } from './time.ts';

/** A run that began at {@link NEW_YEAR}. */
function aRun(fields: Partial<Run> = {}): Run {
  return { ...presentRun(aRecord({ startedAt: NEW_YEAR }), NEW_YEAR), rev: 1, ...fields };
}

const LATER = toIso(NEW_YEAR + 1000);

describe('of a run that was told before', () => {
  test('an older or the same state is no news', () => {
    expect(newsOf(aRun({ rev: 3 }), aRun({ rev: 3 }), 0)).toEqual([]);
    expect(newsOf(aRun({ rev: 3 }), aRun({ rev: 2 }), 0)).toEqual([]);
  });

  test('a newer one is, and a suspicion or a stand still comes after what changed', () => {
    expect(newsOf(aRun(), aRun({ rev: 2 }), 0)).toEqual(['progressed']);
    expect(newsOf(aRun(), aRun({ rev: 2, suspectedAt: LATER }), 0)).toEqual([
      'progressed',
      'suspected',
    ]);
    expect(newsOf(aRun(), aRun({ rev: 2, stuckAt: LATER }), 0)).toEqual(['progressed', 'stuck']);
  });

  test('a suspicion is told of once', () => {
    const suspected = { suspectedAt: LATER };
    expect(newsOf(aRun(suspected), aRun({ rev: 2, ...suspected }), 0)).toEqual(['progressed']);
  });

  test('the end of a suspicion is a recovery when the run spoke, and none when it was given time', () => {
    const suspected = aRun({ suspectedAt: LATER });
    expect(newsOf(suspected, aRun({ rev: 2, lastSignAt: LATER }), 0)).toEqual([
      'progressed',
      'recovered',
    ]);
    expect(newsOf(suspected, aRun({ rev: 2, grantedUntil: LATER }), 0)).toEqual(['progressed']);
  });

  test.each(['COMPLETED', 'FAILED', 'CANCELLED'] as const)('%s is its end', (status) => {
    expect(newsOf(aRun(), aRun({ rev: 2, status }), 0)).toEqual(['ended']);
  });
});

describe('of a run whose end was told', () => {
  test('only that it spoke again is news', () => {
    expect(newsOf('closed', aRun({ rev: 9 }), 0)).toEqual([]);
    expect(newsOf('closed', aRun({ rev: 9, status: 'FAILED', spokeAgainAt: LATER }), 0)).toEqual([
      'spokeAgain',
    ]);
  });
});

describe('of a run that was never told', () => {
  test('one that began since is new, an older one has changed', () => {
    expect(newsOf('unknown', aRun(), NEW_YEAR)).toEqual(['started']);
    expect(newsOf('unknown', aRun(), NEW_YEAR + 1)).toEqual(['progressed']);
  });

  test('one that is over has ended', () => {
    expect(newsOf('unknown', aRun({ status: 'FAILED' }), 0)).toEqual(['ended']);
  });
});
