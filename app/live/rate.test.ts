import { expect, test } from 'vitest';
import { observeRate, type RateState, rateAt } from './rate.ts';

const told = (done: number, phase = 'detail') => ({
  phase,
  progress: { done, total: null, unit: null, message: null },
});

function after(...tellings: [seconds: number, done: number, phase?: string][]) {
  return tellings.reduce<RateState | undefined>(
    (state, [seconds, done, phase]) => observeRate(state, told(done, phase), seconds * 1000),
    undefined,
  );
}

test('a rate is unknown until progress was seen to be made twice', () => {
  expect(rateAt(after([0, 100]), 0)).toBeNull();
  expect(rateAt(after([0, 100], [1, 110]), 1000)).toBeNull();
  expect(rateAt(after([0, 100], [1, 110], [3, 130]), 3000)).toBe(10);
});

test('a steady run keeps its rate', () => {
  const state = after([0, 0], [2, 10], [4, 20], [6, 30], [8, 40]);
  expect(rateAt(state, 8000)).toBeCloseTo(5);
});

test('one burst does not become the rate', () => {
  const state = after([0, 0], [2, 10], [4, 20], [6, 30], [7, 90]);
  expect(rateAt(state, 7000)).toBeGreaterThan(5);
  expect(rateAt(state, 7000)).toBeLessThan(15);
});

test('tellings in quick succession are measured together', () => {
  const state = after([0, 0], [1, 10], [1.1, 12], [1.2, 14], [3, 30]);
  expect(rateAt(state, 3000)).toBe(10);
});

test('another phase, or a count that went back, begins anew', () => {
  expect(rateAt(after([0, 0], [2, 10], [4, 20], [6, 25, 'end']), 6000)).toBeNull();
  expect(rateAt(after([0, 0], [2, 10], [4, 20], [6, 3]), 6000)).toBeNull();
});

test('a rate is forgotten when nothing has come for long', () => {
  const state = after([0, 0], [2, 10], [4, 20]);
  expect(rateAt(state, 24_000)).toBe(5);
  expect(rateAt(state, 24_001)).toBeNull();
});

test('a run without progress has no rate', () => {
  expect(observeRate(after([0, 5]), { phase: 'detail', progress: null }, 1000)).toBeUndefined();
});
