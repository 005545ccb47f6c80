import { describe, expect, test } from 'vitest';
import { NEW_YEAR } from '../testing/fake-clock.ts';
import { aRecord } from '../testing/records.ts';
import { directiveFor, planReport, type RunEvent } from './report.ts';
import type { RunRecord } from './run.ts';

const NOW = NEW_YEAR + 5000;
const DEADLINE = NOW + 600_000;
/** How much of the silence before a report could be heard. */
const HEARD = 5000;

function plan(run: RunRecord, ...events: RunEvent[]) {
  const verdict = planReport(run, events, NOW, HEARD);
  if (verdict.verdict !== 'accepted') throw new Error(`the report was ${verdict.verdict}`);
  return verdict.plan;
}

describe('a report', () => {
  test.each<RunEvent>([
    { type: 'heartbeat' },
    { type: 'phase', phase: 'index' },
    { type: 'progress', done: 1 },
    { type: 'error', errorType: 'http', message: '500' },
    { type: 'log', level: 'info', message: 'hello' },
  ])('of a $type is a sign of life at the time of receipt and moves the deadline', (event) => {
    const { next } = plan(aRecord(), { ...event, at: NEW_YEAR - 99_999 });
    expect(next).toMatchObject({ lastHeartbeatAt: NOW, deadlineAt: DEADLINE, rev: 1 });
  });

  test('sets the heartbeat back when the stored one is from a clock that was ahead', () => {
    expect(
      plan(aRecord({ lastHeartbeatAt: NOW + 1e9 }), { type: 'heartbeat' }).next.lastHeartbeatAt,
    ).toBe(NOW);
  });

  test('keeps the reporter’s clock apart from what is judged by', () => {
    const { next, errors, logs } = plan(
      aRecord(),
      { type: 'error', errorType: 'http', message: '500', at: 7 },
      { type: 'log', level: 'info', message: 'x', at: 8 },
    );
    expect(next.reportedAt).toBe(8);
    expect([errors[0]?.occurredAt, logs[0]?.at]).toEqual([7, 8]);
  });

  test('of a new phase opens it and clears the progress', () => {
    const run = aRecord({
      phase: 'index',
      progress: { done: 3, total: 4, unit: null, message: null },
    });
    const { next, phases } = plan(run, { type: 'phase', phase: 'detail' });
    expect(phases.map(({ phase }) => phase)).toEqual(['detail']);
    expect(next).toMatchObject({ phase: 'detail', progress: null, lastPhaseAt: NOW });
  });

  test('of the open phase again is a sign of life and nothing else', () => {
    const progress = { done: 3, total: 4, unit: null, message: null };
    const { next, phases } = plan(aRecord({ phase: 'index', progress }), {
      type: 'phase',
      phase: 'index',
    });
    expect(phases).toEqual([]);
    expect(next.progress).toEqual(progress);
  });

  test('replaces the progress whole', () => {
    const run = aRecord({ progress: { done: 1, total: 9, unit: 'pages', message: 'x' } });
    expect(plan(run, { type: 'progress', done: 2 }).next.progress).toEqual({
      done: 2,
      total: null,
      unit: null,
      message: null,
    });
  });

  test('gives an error the phase that was open when it came', () => {
    const { errors } = plan(
      aRecord(),
      { type: 'phase', phase: 'index' },
      { type: 'error', errorType: 'a', message: '' },
      { type: 'phase', phase: 'detail' },
      { type: 'error', errorType: 'b', message: '' },
    );
    expect(errors.map(({ phase }) => phase)).toEqual(['index', 'detail']);
  });
});

describe('seq', () => {
  test('0 is valid as the first', () => {
    const { next, accepted } = plan(aRecord(), { type: 'heartbeat', seq: 0 });
    expect([next.lastSeq, accepted]).toEqual([0, 1]);
  });

  test('at or below the last is a duplicate, which still is a sign of life', () => {
    const verdict = plan(
      aRecord({ lastSeq: 5 }),
      { type: 'log', level: 'info', message: 'old', seq: 5 },
      { type: 'log', level: 'info', message: 'new', seq: 6 },
    );
    expect(verdict).toMatchObject({ accepted: 1, duplicates: 1 });
    expect(verdict.logs.map(({ message }) => message)).toEqual(['new']);
    expect(plan(aRecord({ lastSeq: 5 }), { type: 'heartbeat', seq: 1 }).next.deadlineAt).toBe(
      DEADLINE,
    );
  });
});

describe('a report to a run that is over', () => {
  const over = aRecord({ status: 'COMPLETED', lastSeq: 5 });

  test('is answered when it holds nothing but duplicates', () => {
    expect(planReport(over, [{ type: 'heartbeat', seq: 5 }], NOW, HEARD)).toEqual({
      verdict: 'repeated',
      duplicates: 1,
    });
  });

  test('is refused when one event is new, or carries no seq', () => {
    const finish: RunEvent = { type: 'finish', outcome: 'completed' };
    expect(planReport(over, [finish], NOW, HEARD).verdict).toBe('closed');
    expect(
      planReport(
        over,
        [
          { ...finish, seq: 5 },
          { ...finish, seq: 6 },
        ],
        NOW,
        HEARD,
      ).verdict,
    ).toBe('closed');
  });
});

describe('a finish', () => {
  test.each([
    ['completed', false, 'COMPLETED'],
    ['failed', false, 'FAILED'],
    ['cancelled', false, 'CANCELLED'],
    ['completed', true, 'COMPLETED'],
    ['failed', true, 'CANCELLED'],
    ['cancelled', true, 'CANCELLED'],
  ] as const)('%s, with a cancel asked for: %s, ends %s', (outcome, asked, status) => {
    const run = aRecord({ cancelRequestedAt: asked ? NEW_YEAR : null });
    const { next } = plan(run, { type: 'finish', outcome });
    expect(next).toMatchObject({ status, finishedAt: NOW });
  });

  test('failed says why, as the error that ended the run', () => {
    const { next } = plan(aRecord({ phase: 'detail' }), {
      type: 'finish',
      outcome: 'failed',
      message: 'blocked',
    });
    expect(next.error).toMatchObject({ errorType: 'failed', message: 'blocked', phase: 'detail' });
  });

  test('completed with a message keeps it as a log line', () => {
    const { logs } = plan(aRecord(), {
      type: 'finish',
      outcome: 'completed',
      message: '1,200 books',
    });
    expect(logs).toEqual([{ at: NOW, level: 'info', message: '1,200 books' }]);
  });
});

describe('the directive', () => {
  test.each([
    ['RUNNING', null, 'continue', null],
    ['RUNNING', NOW, 'stop', 'cancelled'],
    ['COMPLETED', null, 'stop', 'finished'],
    ['COMPLETED', NOW, 'stop', 'cancelled'],
    ['FAILED', null, 'stop', 'finished'],
    ['CANCELLED', null, 'stop', 'cancelled'],
  ] as const)(
    'of a %s run with cancel at %s is %s because %s',
    (status, cancelRequestedAt, directive, reason) => {
      expect(directiveFor({ status, cancelRequestedAt })).toEqual({ directive, reason });
    },
  );
});
