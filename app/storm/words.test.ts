import { expect, test } from 'vitest';
import { heldWords, leftWords, stormWords } from './words.ts';

test('a storm is told in numbers', () => {
  expect(stormWords({ silent: 184, live: 1200 })).toBe(
    '184 of 1,200 live runs fell silent together.',
  );
});

test('how many are held is told where it is another number', () => {
  expect(heldWords({ silent: 6 }, 6)).toBeNull();
  expect(heldWords({ silent: 6 }, 4)).toBe('4 are held now.');
  expect(heldWords({ silent: 6 }, 1)).toBe('1 is held now.');
  expect(heldWords({ silent: 6 }, 0)).toBe('None of them is held any more.');
});

test('what is left is a clock that ends at nought', () => {
  expect(leftWords(92_000)).toBe('1:32');
  expect(leftWords(4_001)).toBe('0:05');
  expect(leftWords(-5)).toBe('0:00');
});
