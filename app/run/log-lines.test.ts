import { expect, test } from 'vitest';
import { levelOf, MOST_LINES, mergeLines, rowsOf } from './log-lines.ts';

const lines = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => ({
    n: from + index,
    at: '2026-01-01T00:00:00.000Z',
    level: 'info',
    message: `line ${from + index}`,
  }));

test('lines that the server no longer keeps stay on an open page', () => {
  const merged = mergeLines(lines(1, 1000), lines(501, 1500));
  expect(merged.map((line) => line.n)).toEqual(lines(1, 1500).map((line) => line.n));
});

test('nothing new gives back the very same list, so that nothing is drawn again', () => {
  const seen = lines(1, 3);
  expect(mergeLines(seen, lines(1, 3))).toBe(seen);
});

test('a page open for days does not grow without end', () => {
  const merged = mergeLines(lines(1, MOST_LINES), lines(MOST_LINES + 1, MOST_LINES + 10));
  expect(merged).toHaveLength(MOST_LINES);
  expect(merged.at(-1)?.n).toBe(MOST_LINES + 10);
});

test('lines lost before the first or between two are told, with how many', () => {
  const rows = rowsOf([...lines(11, 12), ...lines(20, 20)]);
  expect(rows.map((row) => (row.kind === 'gap' ? -row.missing : row.line.n))).toEqual([
    -10, 11, 12, -7, 20,
  ]);
});

test('a whole log has no gap, and an empty one no row', () => {
  expect(rowsOf(lines(1, 3)).every((row) => row.kind === 'line')).toBe(true);
  expect(rowsOf([])).toEqual([]);
});

test.each([
  ['ERROR', 'error'],
  ['critical', 'error'],
  ['Warning', 'warn'],
  ['trace', 'debug'],
  ['<b>', 'info'],
  ['', 'info'],
])('the level %s is drawn as %s', (level, drawn) => {
  expect(levelOf(level)).toBe(drawn);
});
