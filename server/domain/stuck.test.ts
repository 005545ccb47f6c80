import { describe, expect, test } from 'vitest';
import { NEW_YEAR } from '../testing/fake-clock.ts';
import { aRecord } from '../testing/records.ts';
import { deadlineOf, movedAt, stuckSince } from './stuck.ts';

const MINUTE = 60_000;
const LATER = NEW_YEAR + 60 * MINUTE;

describe('a run moved', () => {
  test('at its start, while phase and progress never changed', () => {
    expect(movedAt(aRecord({ lastHeartbeatAt: LATER }), LATER)).toBe(NEW_YEAR);
  });

  test('at the later of its phase and its progress', () => {
    const [phase, progress] = [NEW_YEAR + MINUTE, NEW_YEAR + 2 * MINUTE];
    const both = aRecord({ lastPhaseAt: phase, lastProgressAt: progress });
    expect(movedAt(both, LATER)).toBe(progress);
    expect(movedAt(aRecord({ lastPhaseAt: progress, lastProgressAt: phase }), LATER)).toBe(
      progress,
    );
  });

  test('not at a time that cannot be believed', () => {
    const ahead = LATER + MINUTE + 1;
    expect(movedAt(aRecord({ lastPhaseAt: ahead }), LATER)).toBe(NEW_YEAR);
    expect(movedAt(aRecord({ lastPhaseAt: ahead - 1 }), LATER)).toBe(ahead - 1);
  });
});

describe('after the clock of the host was set back, and a restart', () => {
  const restarted = NEW_YEAR + 60 * MINUTE;
  const moving = aRecord({ lastProgressAt: restarted + 55 * MINUTE, whenStuck: 'fail' });

  test('a run that had moved shortly before counts as moved now, not as standing since its start', () => {
    expect(movedAt(moving, restarted)).toBe(restarted);
    expect(stuckSince(moving, restarted, restarted - movedAt(moving, restarted))).toBeNull();
  });

  test('one that stood still then stands still', () => {
    const stood = { ...moving, stuckAt: restarted + 56 * MINUTE };
    expect(stuckSince(stood, restarted, 0)).toBe(stood.stuckAt);
  });
});

describe('a run that was heard without having moved', () => {
  const limit = 30 * MINUTE;

  test('is stuck exactly at its limit, and not a millisecond before', () => {
    expect(stuckSince(aRecord(), LATER, limit - 1)).toBeNull();
    expect(stuckSince(aRecord(), LATER, limit)).toBe(LATER);
  });

  test('stays stuck since it was first seen so', () => {
    const since = NEW_YEAR + 31 * MINUTE;
    expect(stuckSince(aRecord({ stuckAt: since }), LATER, limit)).toBe(since);
  });

  test('is not stuck while an operator’s grant lasts', () => {
    const granted = aRecord({ grantedUntil: LATER });
    expect(stuckSince(granted, LATER - 1, limit)).toBeNull();
    expect(stuckSince(granted, LATER, limit)).toBe(LATER);
  });

  test('is not stuck any more once another program wrote a phase', () => {
    const since = NEW_YEAR + 31 * MINUTE;
    const moved = aRecord({ stuckAt: since, lastPhaseAt: since + 1 });
    expect(stuckSince(moved, LATER, 5 * MINUTE)).toBeNull();
    expect(stuckSince({ ...moved, lastPhaseAt: since }, LATER, 5 * MINUTE)).toBe(since);
  });
});

describe('the deadline of a run that was heard', () => {
  const fatal = { whenStuck: 'fail', stuckAt: NEW_YEAR } as const;

  test('is its stale-after from then on, stuck or not, where that is only shown', () => {
    expect(deadlineOf(aRecord(), LATER)).toBe(LATER + 10 * MINUTE);
    expect(deadlineOf(aRecord({ stuckAt: NEW_YEAR }), LATER)).toBe(LATER + 10 * MINUTE);
    expect(deadlineOf(aRecord({ whenStuck: 'fail' }), LATER)).toBe(LATER + 10 * MINUTE);
  });

  test('is now where it is stuck and that is fatal, though not before a grant is over', () => {
    expect(deadlineOf(aRecord(fatal), LATER)).toBe(LATER);
    const minute = LATER + MINUTE;
    expect(deadlineOf(aRecord({ ...fatal, grantedUntil: minute }), LATER)).toBe(minute);
    const hour = LATER + 60 * MINUTE;
    expect(deadlineOf(aRecord({ ...fatal, grantedUntil: hour }), LATER)).toBe(LATER + 10 * MINUTE);
  });
});
