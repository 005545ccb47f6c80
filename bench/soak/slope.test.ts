import { expect, test } from 'vitest';
import { slopeOf } from './slope.ts';

const MINUTE = 60_000;

test('a line is found with no error', () => {
  const samples = [0, 1, 2, 5].map((minute) => ({ at: minute * MINUTE, value: 200 + 3 * minute }));
  const { aMinute, error } = slopeOf(samples);
  expect(aMinute).toBeCloseTo(3);
  expect(error).toBeCloseTo(0);
});

test('what goes up and comes down again is level, with an error that tells of the noise', () => {
  const values = [10, 12, 12, 10];
  const { aMinute, error } = slopeOf(
    values.map((value, minute) => ({ at: minute * MINUTE, value })),
  );
  expect(aMinute).toBeCloseTo(0);
  // Four residuals of 1, two degrees of freedom, a spread of 5 square minutes.
  expect(error).toBeCloseTo(Math.sqrt(4 / 2 / 5));
});

test('when the samples began does not matter', () => {
  const from = (start: number) =>
    slopeOf([1, 4, 2, 8].map((value, minute) => ({ at: start + minute * MINUTE, value })));
  expect(from(1_800_000_000_000).aMinute).toBeCloseTo(from(0).aMinute);
});

test('of one sample there is no slope', () => {
  expect(slopeOf([{ at: 0, value: 1 }]).aMinute).toBeNaN();
});
