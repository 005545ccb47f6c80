import { expect, test } from 'vitest';
import { aRun, at, ms } from '../run/testing/a-run.ts';
import { recoveryTitle, stuckWords, troubleSentence, troubleTitle, troubleWords } from './words.ts';

const run = aRun({ phase: 'detail', lastSignAt: at(0) });
const stuck = aRun({
  phase: 'detail',
  lastSignAt: at(2515),
  lastProgressAt: at(0),
  stuckAt: at(1800),
});

test('one is told with what is wrong, several with their names', () => {
  expect(troubleSentence([run], 'suspect', ms(450))).toBe(
    'books is close to death: silent for 7 min 30 s in phase detail.',
  );
  const more = ['a', 'b', 'c', 'd'].map((scraper) => ({ ...run, scraper }));
  expect(troubleSentence(more, 'suspect', ms(450))).toBe(
    '4 runs are close to death: a, b, c and 1 more.',
  );
});

test('a run that stands still was heard, and has not moved', () => {
  expect(stuckWords(stuck, ms(2520))).toBe('heard 5 s ago, no progress for 42 min');
  expect(troubleWords(stuck, 'stuck', ms(2520))).toBe(
    'still heard, but no progress for 42 min in phase detail',
  );
  expect(troubleTitle([stuck], 'stuck')).toBe('books is stuck');
});

test('a run that never moved has stood still since its start', () => {
  expect(stuckWords({ ...stuck, lastProgressAt: null }, ms(2520))).toContain('for 42 min');
});

test('a recovery has its own words', () => {
  expect(recoveryTitle([run], 'suspect')).toBe('books spoke again');
  expect(recoveryTitle([run, run], 'suspect')).toBe('2 runs spoke again');
  expect(recoveryTitle([run], 'stuck')).toBe('books moves again');
  expect(recoveryTitle([run, run], 'stuck')).toBe('2 runs move again');
});
