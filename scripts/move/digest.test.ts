import { expect, test } from 'vitest';
import { EMPTY, isSame, withRows } from './digest.ts';

const ROWS = [
  ['a', '1', null],
  ['b', '2', 'x'],
];

test('the order of rows and of batches does not matter', () => {
  const [first = [], second = []] = ROWS;
  const inBatches = withRows(withRows(EMPTY, [second]), [first]);
  expect(isSame(withRows(EMPTY, ROWS), inBatches)).toBe(true);
});

test.each([
  ['a row less', ROWS.slice(1)],
  ['a row more', [...ROWS, ['a', '1', null]]],
  [
    'another value',
    [
      ['a', '1', null],
      ['b', '2', 'y'],
    ],
  ],
  [
    'an empty text for nothing',
    [
      ['a', '1', ''],
      ['b', '2', 'x'],
    ],
  ],
  [
    'a value in another column',
    [
      ['a', '1', null],
      ['2', 'b', 'x'],
    ],
  ],
  [
    'values that moved between rows',
    [
      ['b', '1', null],
      ['a', '2', 'x'],
    ],
  ],
])('%s is seen', (_, rows) => {
  expect(isSame(withRows(EMPTY, ROWS), withRows(EMPTY, rows))).toBe(false);
});

test('two more of the same row are seen', () => {
  const twice = [...ROWS, ['c'], ['c']];
  expect(isSame(withRows(EMPTY, twice), withRows(EMPTY, [...ROWS, ['d'], ['d']]))).toBe(false);
});
