import { expect, test } from 'vitest';
import { lagsOf } from './lags.ts';

test('a lag runs from the threshold to the first frame; what is missing, repeated or early is counted', () => {
  const thresholds = new Map([
    ['late', 1000],
    ['twice', 1000],
    ['early', 1000],
    ['never', 1000],
  ]);
  const received = [
    { runId: 'early', at: 999 },
    { runId: 'twice', at: 1002 },
    { runId: 'late', at: 1030 },
    { runId: 'twice', at: 1500 },
  ];
  expect(lagsOf(thresholds, received)).toEqual({
    lags: [30, 2, -1],
    missing: 1,
    repeated: 1,
    early: 1,
  });
});
