import { describe, expect, test } from 'vitest';
import { median, percentile, rounded } from './statistics.ts';

describe('the statistics', () => {
  test('the median is the middle, whatever the order', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([])).toBeNaN();
  });

  test('a percentile is a value that was measured, never one in between', () => {
    const values = Array.from({ length: 1000 }, (_, index) => 1000 - index);
    expect(percentile(values, 50)).toBe(500);
    expect(percentile(values, 99)).toBe(990);
    expect(percentile(values, 100)).toBe(1000);
    expect(percentile([3, 7], 99)).toBe(7);
    expect(percentile([], 99)).toBeNaN();
  });

  test('a figure keeps two decimals', () => {
    expect(rounded(1.2345)).toBe(1.23);
  });
});
