import { expect, test } from 'vitest';
import { learnPatience } from '../../server/domain/patience.ts';
import { noteSilence, type Silences } from '../../server/domain/silences.ts';
import { tollOf } from './advice.ts';
import {
  fewWords,
  foundWords,
  learnedWords,
  nearWords,
  reasonWords,
  tollWords,
} from './advice-words.ts';

function learned(longest: number[], currentSeconds = 600) {
  const runs = longest.map((seconds): Silences => noteSilence({}, 'detail', seconds * 1000));
  return learnPatience(runs, currentSeconds);
}

test('what was learned names how many runs, the longest silence and its phase', () => {
  expect(learnedWords(learned([]))).toBe('Nothing was learned yet: no run of it has completed.');
  expect(learnedWords(learned([41]))).toBe(
    'From 1 good run: the longest silence was 41 s, in phase detail.',
  );
  expect(learnedWords(learned(Array(200).fill(41)))).toMatch(/^From 200 good runs: /);
});

test('too few good runs: what is needed, and what is missing', () => {
  expect(fewWords({ kind: 'few', more: 2 })).toBe(
    'A suggestion needs at least 5 completed runs; 2 more to go.',
  );
});

test('a suggestion gives its reason, also where a limit can be no longer', () => {
  expect(reasonWords(learned([41]), 82)).toBe('Twice the longest silence, never under 30 s: 82 s.');
  expect(reasonWords(learned([2]), 30)).toBe('Twice the longest silence, never under 30 s: 30 s.');
  expect(reasonWords(learned([400_000]), 604_800)).toBe(
    'Twice the longest silence is more than 7 d, the longest limit there can be.',
  );
});

test('a backtest is a sentence: none, some, or a number between two', () => {
  const patience = learned([10, 40, 70, 80, 200]);
  const say = (seconds: number) => tollWords(seconds, tollOf(patience, seconds)!);
  expect(say(400)).toBe('At 6 min 40 s, none of the last 5 good runs would have been killed.');
  expect(say(60)).toBe('At 60 s, 3 of the last 5 good runs would have been killed.');
  expect(say(75)).toBe('At 75 s, 1 to 3 of the last 5 good runs would have been killed.');
});

test('what a limit changes for the dead is said both ways', () => {
  expect(foundWords(82, 600)).toBe('A dead run would be found 8 min 38 s sooner.');
  expect(foundWords(900, 600)).toBe('A dead run would be found 5 min later.');
});

test('a limit that is too near is told by its share, one that was passed by its dead', () => {
  const near = learned([10, 40, 70, 80, 90], 100);
  expect(nearWords(near, 100, tollOf(near, 100)!)).toBe(
    'Good runs come near the limit: the longest silence was 90 % of the 100 s allowed.',
  );
  const past = learned([10, 40, 70, 80, 200], 100);
  expect(nearWords(past, 100, tollOf(past, 100)!)).toBe(
    'The limit may kill the living: 1 of the last 5 good runs was silent for 100 s or longer.',
  );
});
