import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NEW_YEAR } from '../testing/fake-clock.ts';
import { aRecord } from '../testing/records.ts';
import { NEVER, suspectFrom, suspicionOf, unsuspected } from './suspicion.ts';

const MINUTE = 60_000;
const THREE_QUARTERS = NEW_YEAR + 7.5 * MINUTE;

describe('suspicion', () => {
  test('begins exactly at three quarters of stale-after, and not a millisecond before', () => {
    expect(suspicionOf(aRecord(), THREE_QUARTERS - 1)).toEqual({
      suspectedAt: null,
      suspectAt: THREE_QUARTERS,
    });
    expect(suspicionOf(aRecord(), THREE_QUARTERS)).toEqual({
      suspectedAt: THREE_QUARTERS,
      suspectAt: NEVER,
    });
  });

  test('begins in the last quarter before a later deadline', () => {
    const run = aRecord({ deadlineAt: NEW_YEAR + 30 * MINUTE });
    expect(suspectFrom(run, NEW_YEAR)).toBe(NEW_YEAR + 27.5 * MINUTE);
    expect(suspicionOf(run, NEW_YEAR + 12 * MINUTE).suspectedAt).toBeNull();
  });

  test('does not begin sooner where the deadline is in the past and the run was heard', () => {
    const run = aRecord({ deadlineAt: 0, lastHeartbeatAt: THREE_QUARTERS });
    expect(suspicionOf(run, THREE_QUARTERS)).toMatchObject({ suspectedAt: null });
  });

  test('of one silence stays what it was, however far its deadline moves', () => {
    const suspected = aRecord({ suspectedAt: THREE_QUARTERS, deadlineAt: NEW_YEAR + 90 * MINUTE });
    for (const minutes of [8, 10, 60]) {
      expect(suspicionOf(suspected, NEW_YEAR + minutes * MINUTE)).toEqual({
        suspectedAt: THREE_QUARTERS,
        suspectAt: NEVER,
      });
    }
  });

  test('ends with a sign of life, whatever gave it', () => {
    const at = NEW_YEAR + 8 * MINUTE;
    for (const sign of [{ lastPhaseAt: at }, { lastHeartbeatAt: at }]) {
      const run = aRecord({ suspectedAt: THREE_QUARTERS, ...sign });
      expect(suspicionOf(run, at + 1)).toEqual({
        suspectedAt: null,
        suspectAt: at + 7.5 * MINUTE,
      });
    }
  });

  test('ends with a phase that was written late, from before it began', () => {
    const run = aRecord({ suspectedAt: THREE_QUARTERS, lastPhaseAt: THREE_QUARTERS - 1000 });
    expect(suspicionOf(run, THREE_QUARTERS + 1000).suspectedAt).toBeNull();
  });

  test('of a run that spoke and fell silent unseen is a new one', () => {
    const sign = NEW_YEAR + 8 * MINUTE;
    const run = aRecord({ suspectedAt: THREE_QUARTERS, lastPhaseAt: sign });
    expect(suspicionOf(run, sign + 9 * MINUTE).suspectedAt).toBe(sign + 9 * MINUTE);
  });

  test('begins when a report foretold, if nothing else comes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 604_800 }), (staleAfterSeconds) => {
        const run = aRecord({ staleAfterSeconds });
        const { suspectAt } = unsuspected(run, NEW_YEAR);
        expect(suspicionOf(run, suspectAt - 1)).toEqual({ suspectedAt: null, suspectAt });
        expect(suspicionOf(run, suspectAt).suspectedAt).toBe(suspectAt);
      }),
    );
  });

  test('once begun ends only by a newer sign, for any deadline at any time', () => {
    const later = fc.integer({ min: 0, max: 10_000_000 });
    fc.assert(
      fc.property(later, later, fc.option(later), (deadline, wait, sign) => {
        const run = aRecord({
          suspectedAt: THREE_QUARTERS,
          deadlineAt: NEW_YEAR + deadline,
          lastHeartbeatAt: sign === null ? null : NEW_YEAR + sign,
        });
        const now = THREE_QUARTERS + wait;
        const { suspectedAt } = suspicionOf(run, now);
        if (sign === null) expect(suspectedAt).toBe(THREE_QUARTERS);
        if (suspectedAt === null) expect(sign).toBeGreaterThan(0);
      }),
    );
  });
});
