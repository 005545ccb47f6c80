import { expect, test } from 'vitest';
import { at, ms } from './testing/a-run.ts';
import { barsOf } from './timeline-bars.ts';
import { barAt, pixelsOf, scaleOf, stretchOf, THINNEST_PX } from './timeline-scale.ts';
import { ticksOf } from './timeline-span.ts';

const scale = scaleOf({ from: ms(0), to: ms(1000) }, 500);

test('time is drawn to scale', () => {
  expect(stretchOf(scale, ms(100), ms(300))).toEqual({ x: 50, width: 100 });
});

test('a phase of a millisecond can be seen, at the very end too', () => {
  expect(stretchOf(scale, ms(0), ms(0.001)).width).toBe(THINNEST_PX);
  const { x, width } = stretchOf(scale, ms(1000), ms(1000));
  expect(x + width).toBe(500);
});

test('the bar under the pointer is found, else the nearest within reach', () => {
  const row = (phase: string, from: number, to: number) => ({
    phase,
    startedAt: at(from),
    finishedAt: at(to),
  });
  const bars = barsOf([row('a', 0, 100), row('b', 100, 100), row('c', 400, 500)], ms(1000));
  expect(barAt(scale, bars, 20, 4)?.phase).toBe('a');
  expect(barAt(scale, bars, 51, 4)?.phase).toBe('b');
  expect(barAt(scale, bars, 197, 4)?.phase).toBe('c');
  expect(barAt(scale, bars, 150, 4)).toBeNull();
});

test('a thousand errors in one second are one mark', () => {
  const times = Array.from({ length: 1000 }, (_, i) => ms(100) + i);
  expect(pixelsOf(scale, times).length).toBeLessThanOrEqual(2);
});

test.each([
  [0.005, 5],
  [8, 4],
  [60, 6],
  [725, 8],
  [86_400 * 40, 5],
])('a span of %d s gets at most %d steps between round ticks', (seconds, most) => {
  const ticks = ticksOf({ from: ms(0), to: ms(seconds) }, most);
  expect(ticks.length).toBeGreaterThan(1);
  expect(ticks.length).toBeLessThanOrEqual(most + 1);
  expect(ticks[0]?.sinceStartMs).toBe(0);
});
