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

  test('is bad when a bounded figure was not measured', () => {
    expect(verdictOf({ findMs: 1 }, { findMs: 15, markMs: 150 })).toBe(false);
    expect(verdictOf({ findMs: Number.NaN }, { findMs: 15 })).toBe(false);
  });
});
