import { expect, test } from 'vitest';
import { paceOf } from './rate.ts';

const run = (over: Partial<Parameters<typeof paceOf>[0]> = {}): Parameters<typeof paceOf>[0] => ({
  startedAt: '2026-01-01T00:00:00.000Z',
  lastSignAt: '2026-01-01T00:01:40.000Z',
  phases: [{ phase: 'detail', startedAt: '2026-01-01T00:00:50.000Z', finishedAt: null }],
  progress: { done: 100, total: 300, unit: 'pages', message: null },
  ...over,
});

test('the pace is that of the open phase, since a new phase clears the progress', () => {
  expect(paceOf(run())).toEqual({ perSecond: 2, secondsLeft: 100 });
});

test('without a phase the pace counts from the start', () => {
  expect(paceOf(run({ phases: [] }))?.perSecond).toBe(1);
});

test('without a total nothing is said of the time left', () => {
  const progress = { done: 100, total: null, unit: null, message: null };
  expect(paceOf(run({ progress }))).toEqual({ perSecond: 2, secondsLeft: null });
});

test('more done than the total leaves no negative time', () => {
  const progress = { done: 400, total: 300, unit: null, message: null };
  expect(paceOf(run({ progress }))?.secondsLeft).toBeNull();
});

test('no progress, nothing done and the first second have no pace', () => {
  expect(paceOf(run({ progress: null }))).toBeNull();
  expect(paceOf(run({ progress: { done: 0, total: 3, unit: null, message: null } }))).toBeNull();
  expect(paceOf(run({ lastSignAt: '2026-01-01T00:00:50.900Z' }))).toBeNull();
});
