import { describe, expect, test } from 'vitest';
import { NEW_YEAR } from '../testing/fake-clock.ts';
import { aRecord } from '../testing/records.ts';
import { planReport, type RunEvent } from './report.ts';
import type { RunRecord } from './run.ts';
import { NEVER } from './suspicion.ts';

const MINUTE = 60_000;
const NOW = NEW_YEAR + 40 * MINUTE;
const BEAT: RunEvent = { type: 'heartbeat' };

/** The row after `events` at NOW; it was last heard a minute before, unless told otherwise. */
function nextOf(fields: Partial<RunRecord>, events: RunEvent[] = [BEAT], stoodFor?: number) {
  const run = aRecord({ lastHeartbeatAt: NOW - MINUTE, ...fields });
  const verdict = planReport(run, events, NOW, MINUTE, stoodFor);
  if (verdict.verdict !== 'accepted') throw new Error(`the report was ${verdict.verdict}`);
  return verdict.plan.next;
}

describe('a report and suspicion', () => {
  test.each<[string, RunEvent]>([
    ['a heartbeat', BEAT],
    ['a duplicate', { type: 'heartbeat', seq: 1 }],
    ['the open phase', { type: 'phase', phase: 'index' }],
  ])('%s ends it, until three quarters of stale-after have passed', (_, event) => {
    const suspected = { suspectedAt: NOW - 1000, suspectAt: NEVER, lastSeq: 5, phase: 'index' };
    expect(nextOf(suspected, [event])).toMatchObject({
      suspectedAt: null,
      suspectAt: NOW + 7.5 * MINUTE,
    });
  });
});

describe('a report of a run that stands still', () => {
  test('says so exactly when its limit is reached', () => {
    const atLimit = { lastProgressAt: NOW - 30 * MINUTE };
    expect(nextOf(atLimit).stuckAt).toBe(NOW);
    expect(nextOf({ lastProgressAt: NOW - 30 * MINUTE + 1 }).stuckAt).toBeNull();
  });

  test('does not count what could not be heard: it may have moved', () => {
    const still = { lastProgressAt: NOW - 35 * MINUTE };
    expect(nextOf(still, [BEAT], 30 * MINUTE - 1).stuckAt).toBeNull();
    expect(nextOf(still, [BEAT], 30 * MINUTE).stuckAt).toBe(NOW);
  });

  test('keeps the time at which it was first seen to', () => {
    expect(nextOf({ stuckAt: NOW - MINUTE }).stuckAt).toBe(NOW - MINUTE);
  });

  const progress = { done: 3, total: 9, unit: 'pages', message: 'a' };
  const stuck = { phase: 'index', progress, stuckAt: NOW - MINUTE, grantedUntil: NOW - 1 };

  test.each<[string, RunEvent[]]>([
    ['done', [{ ...progress, type: 'progress', done: 4 }]],
    ['the total', [{ ...progress, type: 'progress', total: 10 }]],
    ['the phase', [{ type: 'phase', phase: 'detail' }]],
    [
      'the phase and changed back',
      [
        { type: 'phase', phase: 'detail' },
        { type: 'phase', phase: 'index' },
      ],
    ],
  ])('ends it where %s changed, and an old grant with it', (_, events) => {
    expect(nextOf(stuck, events)).toMatchObject({
      stuckAt: null,
      lastProgressAt: NOW,
      grantedUntil: null,
    });
  });

  test.each<[string, RunEvent]>([
    ['the same counts with other words', { ...progress, type: 'progress', message: 'b' }],
    ['the open phase again', { type: 'phase', phase: 'index' }],
    ['a log line', { type: 'log', level: 'info', message: 'still here' }],
    ['an error', { type: 'error', errorType: 'http', message: '500' }],
  ])('is none the better for %s', (_, event) => {
    expect(nextOf(stuck, [event])).toMatchObject({ stuckAt: NOW - MINUTE, lastProgressAt: null });
  });

  test('is due at once where its scraper says that this is fatal', () => {
    expect(nextOf({ whenStuck: 'fail' })).toMatchObject({ stuckAt: NOW, deadlineAt: NOW });
    expect(nextOf({})).toMatchObject({ stuckAt: NOW, deadlineAt: NOW + 10 * MINUTE });
  });

  test('has patience left while an operator’s grant lasts', () => {
    const granted = { whenStuck: 'fail', grantedUntil: NOW + 1 } as const;
    expect(nextOf(granted)).toMatchObject({ stuckAt: null, deadlineAt: NOW + 10 * MINUTE });
  });
});

describe('a report and its silence', () => {
  test('counts what could be heard of it, in the phase that was silent', () => {
    const { silences } = nextOf({ phase: 'index' }, [{ type: 'phase', phase: 'detail' }]);
    expect(silences).toEqual({
      index: { count: 1, longest: MINUTE, histogram: [0, 0, 0, 0, 0, 0, 1] },
    });
  });

  test('counts once, however many events it holds, and at the finish too', () => {
    const { silences, status } = nextOf({}, [BEAT, BEAT, { type: 'finish', outcome: 'completed' }]);
    expect(status).toBe('COMPLETED');
    expect(silences['']).toMatchObject({ count: 1, longest: MINUTE });
  });

  test('in a phase called like what every object has does not stumble', () => {
    expect(nextOf({ phase: 'constructor' }).silences).toEqual({
      constructor: { count: 1, longest: MINUTE, histogram: [0, 0, 0, 0, 0, 0, 1] },
    });
  });
});
