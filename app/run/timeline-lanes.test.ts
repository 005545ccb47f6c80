import { expect, test } from 'vitest';
import { at, ms } from './testing/a-run.ts';
import { barsOf } from './timeline-bars.ts';
import { lanesOf, MOST_LANES } from './timeline-lanes.ts';

const LIFE = { from: ms(0), to: ms(1000) };

/** Phases one after the other: a name and its seconds. */
function lanes(...phases: [string, number][]) {
  let from = 0;
  const rows = phases.map(([phase, seconds]) => {
    const row = { phase, startedAt: at(from), finishedAt: at(from + seconds) };
    from += seconds;
    return row;
  });
  return lanesOf(barsOf(rows, ms(from)), LIFE);
}

test('phases of equal names share a lane, in the order in which the names first came', () => {
  const result = lanes(['index', 10], ['detail', 20], ['index', 5]);
  expect(result.map((lane) => [lane.name, lane.bars.length, lane.totalMs])).toEqual([
    ['index', 2, 15_000],
    ['detail', 1, 20_000],
  ]);
});

test('a run without phases has one lane as long as its life', () => {
  expect(lanesOf([], LIFE)).toEqual([
    { name: null, kind: 'none', bars: [], totalMs: 1_000_000, names: 0 },
  ]);
});

test('of a thousand names the longest and the latest keep a lane, and every bar is drawn', () => {
  const many = Array.from({ length: 998 }, (_, i): [string, number] => [`page ${i}`, 1]);
  const result = lanes(['login', 50], ...many, ['last', 1]);
  expect(result).toHaveLength(MOST_LANES);
  expect(result[0]).toMatchObject({ kind: 'others', names: 1000 - (MOST_LANES - 1) });
  expect(result[1]?.name).toBe('login');
  expect(result.at(-1)?.name).toBe('last');
  expect(result.reduce((sum, lane) => sum + lane.bars.length, 0)).toBe(1000);
});

test('as many names as there are lanes need no shared one', () => {
  const result = lanes(
    ...Array.from({ length: MOST_LANES }, (_, i): [string, number] => [`${i}`, 1]),
  );
  expect(result.every((lane) => lane.kind === 'phase')).toBe(true);
});
