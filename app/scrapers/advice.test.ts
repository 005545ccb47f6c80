import { expect, test } from 'vitest';
import { learnPatience } from '../../server/domain/patience.ts';
import { noteSilence, type Silences } from '../../server/domain/silences.ts';
import { adviceOf, tollOf } from './advice.ts';

/** What is learned from good runs whose longest silences were these, in seconds. */
function learned(longest: number[], currentSeconds = 600) {
  const runs = longest.map((seconds): Silences => noteSilence({}, 'detail', seconds * 1000));
  return learnPatience(runs, currentSeconds);
}

test('fewer than five good runs advise nothing, and it is said how many are missing', () => {
  expect(adviceOf(learned([]), 600)).toEqual({ kind: 'few', more: 5 });
  expect(adviceOf(learned([1, 2, 3, 41]), 600)).toEqual({ kind: 'few', more: 1 });
});

test('runs of which no silence was measured advise nothing, however many they are', () => {
  expect(adviceOf(learnPatience(Array(9).fill({}), 600), 600)).toEqual({ kind: 'few', more: 5 });
});

test('short silences advise a shorter limit, long ones a longer, and what is near enough fits', () => {
  const patience = learned([1, 2, 3, 4, 41]);
  expect(adviceOf(patience, 600)).toEqual({ kind: 'shorter', seconds: 82 });
  expect(adviceOf(patience, 82)).toEqual({ kind: 'fits' });
  expect(adviceOf(patience, 90)).toEqual({ kind: 'fits' });
  expect(adviceOf(patience, 75)).toEqual({ kind: 'fits' });
  expect(adviceOf(patience, 60)).toEqual({ kind: 'longer', seconds: 82 });
});

test('a limit that the API would refuse is never advised', () => {
  const patience = learned([1, 1, 1, 1, 500_000]);
  expect(adviceOf(patience, 600)).toEqual({ kind: 'longer', seconds: 604_800 });
  expect(adviceOf(patience, 604_800)).toEqual({ kind: 'fits' });
});

test('the toll of a limit that was tried is exact, of any other it is bounded', () => {
  const patience = learned([10, 40, 70, 80, 200]);
  expect(tollOf(patience, 60)).toEqual({ least: 3, most: 3, of: 5 });
  expect(tollOf(patience, 75)).toEqual({ least: 1, most: 3, of: 5 });
  expect(tollOf(patience, 10)).toEqual({ least: 4, most: 5, of: 5 });
  expect(tollOf(patience, 200)).toEqual({ least: 1, most: 1, of: 5 });
  expect(tollOf(patience, 201)).toEqual({ least: 0, most: 0, of: 5 });
  expect(tollOf(learned([10, 40, 70, 80]), 60)).toBeNull();
});
