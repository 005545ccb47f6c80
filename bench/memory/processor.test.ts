import { expect, test } from 'vitest';
import { processorIn } from './processor.ts';

test('the processor time is user and system time, whatever the program is called', () => {
  const stat = '42 (a (b) c) S 1 42 42 0 -1 4194560 9 8 7 6 150 50 3 2 20 0 11 0 100 1 2';
  expect(processorIn(stat)).toBe(2000);
});

test('the processor time is not a number where the system does not tell it', () => {
  expect(processorIn('')).toBeNaN();
});
