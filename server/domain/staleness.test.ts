import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NEW_YEAR } from '../testing/fake-clock.ts';
import { aRecord } from '../testing/records.ts';
import { diesAt, judge, signOfLife } from './staleness.ts';

const MINUTE = 60_000;

describe('the sign of life', () => {
  const start = { startedAt: NEW_YEAR, lastPhaseAt: null, lastHeartbeatAt: null };
  const now = NEW_YEAR + 60 * MINUTE;

  test('is the start of a run that never spoke', () => {
    expect(signOfLife(start, now)).toEqual({ at: NEW_YEAR, from: 'start' });
  });

  test('is the later of phase and heartbeat', () => {
    const phase = NEW_YEAR + MINUTE;
    const beat = NEW_YEAR + 2 * MINUTE;
    expect(signOfLife({ ...start, lastPhaseAt: phase, lastHeartbeatAt: beat }, now)).toEqual({
      at: beat,
      from: 'heartbeat',
    });
    expect(signOfLife({ ...start, lastPhaseAt: beat, lastHeartbeatAt: phase }, now)).toEqual({
      at: beat,
      from: 'phase',
    });
  });

  test('names the phase when a phase event set both', () => {
    const at = NEW_YEAR + MINUTE;
    expect(signOfLife({ ...start, lastPhaseAt: at, lastHeartbeatAt: at }, now).from).toBe('phase');
  });

  test('is a heartbeat even when the start is later: the start counts only when there is nothing else', () => {
    const beat = NEW_YEAR - MINUTE;
    expect(signOfLife({ ...start, lastHeartbeatAt: beat }, now).at).toBe(beat);
  });

  test('believes a time exactly 60 s ahead, and none a millisecond later', () => {
    const ahead = now + MINUTE;
    expect(signOfLife({ ...start, lastHeartbeatAt: ahead }, now).at).toBe(ahead);
    expect(signOfLife({ ...start, lastHeartbeatAt: ahead + 1 }, now)).toEqual({
      at: NEW_YEAR,
      from: 'start',
    });
  });

  test('is now when every time is too far in the future', () => {
    const ahead = now + 2 * MINUTE;
    const signs = { startedAt: ahead, lastPhaseAt: ahead, lastHeartbeatAt: ahead };
    expect(signOfLife(signs, now).at).toBe(now);
  });
});

describe('a sweep judges a run', () => {
  const threshold = NEW_YEAR + 10 * MINUTE;

  test('silent exactly at the threshold, and spared a millisecond before', () => {
    expect(judge(aRecord(), threshold)).toBe('silent');
    expect(judge(aRecord(), threshold - 1)).toBe('spoke');
  });

  test('by its start when it has no phase log', () => {
    const run = aRecord({ lastPhaseAt: null, lastHeartbeatAt: null, deadlineAt: 0 });
    expect(judge(run, threshold)).toBe('silent');
  });

  test('spoke, when its deadline is in the past and its last sign is fresh', () => {
    const run = aRecord({ deadlineAt: 0, lastHeartbeatAt: threshold - 1 });
    expect(judge(run, threshold)).toBe('spoke');
  });

  test('not due, when a later deadline was granted', () => {
    const run = aRecord({ deadlineAt: threshold + 1 });
    expect(judge(run, threshold)).toBe('not_due');
    expect(judge(run, threshold + 1)).toBe('silent');
  });

  test('silent by its sign alone, for an operator who has seen it', () => {
    const granted = aRecord({ deadlineAt: threshold + 90 * MINUTE });
    expect(judge(granted, threshold, 'sign')).toBe('silent');
    expect(judge(granted, threshold - 1, 'sign')).toBe('spoke');
    expect(judge(granted, threshold, 'deadline')).toBe('not_due');
  });

  test.each(['COMPLETED', 'FAILED', 'CANCELLED'] as const)('closed, when it is %s', (status) => {
    expect(judge(aRecord({ status }), threshold * 2)).toBe('closed');
  });

  test('spoke, when the clock stands before its start', () => {
    expect(judge(aRecord({ deadlineAt: 0 }), NEW_YEAR - 5 * MINUTE)).toBe('spoke');
  });

  test('silent before stuck, when it is both', () => {
    expect(judge(aRecord({ whenStuck: 'fail', stuckAt: NEW_YEAR }), threshold)).toBe('silent');
  });

  test('never silent within stale-after of any believable sign', () => {
    const time = fc.integer({ min: NEW_YEAR, max: NEW_YEAR + 120 * MINUTE });
    fc.assert(
      fc.property(time, fc.option(time), fc.option(time), time, (startedAt, phase, beat, now) => {
        const run = aRecord({
          startedAt,
          lastPhaseAt: phase,
          lastHeartbeatAt: beat,
          deadlineAt: 0,
        });
        const believable = [phase, beat].filter((at) => at !== null && at <= now + MINUTE);
        const fresh = believable.some((at) => at !== null && now - at < 10 * MINUTE);
        if (fresh) expect(judge(run, now)).toBe('spoke');
      }),
    );
  });
});

describe('a sweep judges a run that speaks but stands still', () => {
  const now = NEW_YEAR + 60 * MINUTE;
  const beating = { lastHeartbeatAt: now, deadlineAt: now + 10 * MINUTE };
  const stuck = aRecord({ ...beating, stuckAt: now - MINUTE, whenStuck: 'fail' });

  test('stuck where its scraper says that this is fatal, by either rule', () => {
    expect(judge(stuck, now)).toBe('stuck');
    expect(judge(stuck, now, 'sign')).toBe('stuck');
    expect(judge({ ...stuck, whenStuck: 'show' }, now)).toBe('spoke');
    expect(judge({ ...stuck, stuckAt: null }, now)).toBe('spoke');
    expect(judge({ ...stuck, status: 'COMPLETED' }, now)).toBe('closed');
  });

  test('spared until an operator’s grant is over', () => {
    expect(judge({ ...stuck, grantedUntil: now + 1 }, now)).toBe('spoke');
    expect(judge({ ...stuck, grantedUntil: now }, now)).toBe('stuck');
  });

  test('spared when another program has written a phase since, at a time to be believed', () => {
    expect(judge({ ...stuck, lastPhaseAt: now - MINUTE + 1 }, now)).toBe('spoke');
    expect(judge({ ...stuck, lastPhaseAt: now - MINUTE }, now)).toBe('stuck');
    expect(judge({ ...stuck, lastPhaseAt: now + MINUTE + 1 }, now)).toBe('stuck');
  });
});

describe('a run dies of silence', () => {
  test('at the later of its deadline and its limit', () => {
    const threshold = NEW_YEAR + 10 * MINUTE;
    expect(diesAt(aRecord({ deadlineAt: 0 }), NEW_YEAR)).toBe(threshold);
    expect(diesAt(aRecord({ deadlineAt: threshold + 1 }), NEW_YEAR)).toBe(threshold + 1);
  });

  test('exactly when a sweep first judges it silent', () => {
    const some = fc.integer({ min: 0, max: 60 * MINUTE });
    fc.assert(
      fc.property(some, fc.option(some), (deadline, beat) => {
        const run = aRecord({
          deadlineAt: NEW_YEAR + deadline,
          lastHeartbeatAt: beat === null ? null : NEW_YEAR + beat,
        });
        const at = diesAt(run, NEW_YEAR + 60 * MINUTE);
        expect(judge(run, at)).toBe('silent');
        expect(judge(run, at - 1)).not.toBe('silent');
      }),
    );
  });
});
