import { describe, expect, test } from 'vitest';
import { verdictOf } from './verdict.ts';

describe('the verdict on a bench', () => {
  test('is good when every bounded figure is at most its bound', () => {
    expect(verdictOf({ findMs: 15, markMs: 20, extra: 1e9 }, { findMs: 15, markMs: 150 })).toBe(
      true,
    );
  });

  test('is bad when one figure is beyond its bound', () => {
    expect(verdictOf({ findMs: 15.1, markMs: 20 }, { findMs: 15, markMs: 150 })).toBe(false);
  });

  test('is bad when one figure does not reach what it must', () => {
    expect(verdictOf({ ratio: 0.5 }, {}, { ratio: 0.5 })).toBe(true);
    expect(verdictOf({ ratio: 0.49 }, {}, { ratio: 0.5 })).toBe(false);
    expect(verdictOf({ ratio: Number.POSITIVE_INFINITY }, {}, { ratio: 0.5 })).toBe(false);
    expect(verdictOf({}, {}, { ratio: 0.5 })).toBe(false);
  });

  test('is bad when a bounded figure was not measured', () => {
    expect(verdictOf({ findMs: 1 }, { findMs: 15, markMs: 150 })).toBe(false);
    expect(verdictOf({ findMs: Number.NaN }, { findMs: 15 })).toBe(false);
  });
});
