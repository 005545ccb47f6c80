import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bucketOf } from '../../server/domain/silences.ts';
import { barsOf, scaleFor, ticksFor } from './chart-scale.ts';

const WEEK = 604_800;

test('a silence stands within the bar that counts it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: WEEK * 1000 }), (ms) => {
      const histogram = Array(bucketOf(ms) + 1).fill(0);
      histogram[bucketOf(ms)] = 1;
      const scale = scaleFor([histogram], [600]);
      const [bar] = barsOf(histogram, scale, 1);
      expect(bar!.from).toBeLessThanOrEqual(ms);
      expect(bar!.to).toBeGreaterThan(ms);
      expect(scale.at(ms)).toBeGreaterThanOrEqual(bar!.left - 1e-9);
      expect(scale.at(ms)).toBeLessThanOrEqual(bar!.left + bar!.width + 1e-9);
    }),
  );
});

test('every limit stands on the chart, and a longer one further to the right', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: WEEK - 1 }), (seconds) => {
      const scale = scaleFor([[1]], [seconds, seconds + 1]);
      expect(scale.at((seconds + 1) * 1000)).toBeLessThan(1);
      expect(scale.at((seconds + 1) * 1000)).toBeGreaterThan(scale.at(seconds * 1000));
    }),
  );
});

test('one long silence is seen beside ten thousand short ones', () => {
  const histogram = [10_000, 0, 0, 0, 0, 0, 1];
  const bars = barsOf(histogram, scaleFor([histogram], []), 10_000);
  expect(bars).toHaveLength(2);
  expect(bars[0]!.height).toBe(1);
  expect(bars[1]!.height).toBeGreaterThan(0.05);
  expect(bars[1]!).toMatchObject({ from: 32_000, to: 64_000, count: 1 });
});

test('the axis is named where there is room, and nowhere twice', () => {
  const scale = scaleFor([], [600]);
  expect(ticksFor(scale, 0.08)).toEqual([1, 4, 15, 60, 240]);
  expect(ticksFor(scale, 0.3)).toEqual([15, 240]);
  for (const apart of [0.05, 0.2, 0.4]) {
    const places = ticksFor(scaleFor([], [WEEK]), apart).map((tick) =>
      scaleFor([], [WEEK]).at(tick * 1000),
    );
    expect(places.length).toBeGreaterThan(0);
    for (const [index, place] of places.entries()) {
      expect(place - (places[index - 1] ?? 0)).toBeGreaterThanOrEqual(apart);
    }
  }
});
