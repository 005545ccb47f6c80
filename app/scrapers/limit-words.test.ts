import { expect, test } from 'vitest';
import { inPhaseWords, limitWords, phaseHead, silenceWords } from './limit-words.ts';

test('a limit under two minutes is told in seconds, a longer one in its two largest units', () => {
  const limits = [1, 82, 90, 119, 120, 150, 600, 5400, 604_800];
  expect(limits.map(limitWords)).toEqual([
    '1 s',
    '82 s',
    '90 s',
    '119 s',
    '2 min',
    '2 min 30 s',
    '10 min',
    '1 h 30 min',
    '7 d',
  ]);
});

test('a silence is never told shorter than it was', () => {
  const silences = [0, 1, 999, 1000, 1001, 41_000, 41_230, 119_901, 120_000, 449_500];
  expect(silences.map(silenceWords)).toEqual([
    '0 ms',
    '1 ms',
    '999 ms',
    '1 s',
    '1.1 s',
    '41 s',
    '41.3 s',
    '2 min',
    '2 min',
    '7 min 30 s',
  ]);
});

test('what came before the first phase, and the phases that are not told apart, have words too', () => {
  expect(['', '…', 'detail'].map(inPhaseWords)).toEqual([
    'before its first phase',
    'in one of its many other phases',
    'in phase detail',
  ]);
  expect(['', '…', 'detail'].map(phaseHead)).toEqual([
    'before the first phase',
    'all other phases',
    'detail',
  ]);
});

test('a phase that turns the direction of the text turns nothing but itself', () => {
  expect(inPhaseWords('\u202eliated')).toBe('in phase liated');
});
