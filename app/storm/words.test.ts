import { expect, test } from 'vitest';
import { leftWords, sinceWords, stormWords } from './words.ts';

const ids = (n: number) => Array.from({ length: n }, (_, i) => `run-${i}`);

test('a storm is told in numbers', () => {
  expect(stormWords({ silent: 184, live: 1200 })).toBe(
    '184 of 1,200 live runs fell silent together.',
  );
});

test('who spoke since is told once there is someone', () => {
  expect(sinceWords({ silent: 6, runIds: ids(6) }, 6)).toBeNull();
  expect(sinceWords({ silent: 6, runIds: ids(6) }, 4)).toBe(
    '2 have spoken since, 4 are still silent.',
  );
  expect(sinceWords({ silent: 6, runIds: ids(6) }, 0)).toContain('All of them have spoken');
});

test('what is left is a clock that ends at nought', () => {
  expect(leftWords(92_000)).toBe('1:32');
  expect(leftWords(4_001)).toBe('0:05');
  expect(leftWords(-5)).toBe('0:00');
});
