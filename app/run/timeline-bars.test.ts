import { expect, test } from 'vitest';
import { at, ms } from './testing/a-run.ts';
import { barsOf } from './timeline-bars.ts';

const phase = (from: number, to: number | null, name = 'detail') => ({
  phase: name,
  startedAt: at(from),
  finishedAt: to === null ? null : at(to),
});

test('a phase that nobody closed ends where the next one begins', () => {
  expect(
    barsOf([phase(0, null), phase(30, null)], ms(50)).map((bar) => [bar.to, bar.open]),
  ).toEqual([
    [ms(30), false],
    [ms(50), true],
  ]);
});

test('phases of equal names stay apart', () => {
  expect(barsOf([phase(0, 10), phase(10, 20), phase(20, 30)], ms(30))).toHaveLength(3);
});

test('rows that another program wrote with odd times are drawn, none of them backwards', () => {
  const bars = barsOf([phase(20, 10), phase(5, 9000), phase(999, null)], ms(100));
  expect(bars.map((bar) => [bar.from, bar.to])).toEqual([
    [ms(5), ms(100)],
    [ms(20), ms(20)],
    [ms(100), ms(100)],
  ]);
});

test('a phase whose start cannot be read is left out', () => {
  expect(barsOf([{ ...phase(0, 1), startedAt: 'soon' }], ms(9))).toEqual([]);
});
