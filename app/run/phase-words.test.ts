import { expect, test } from 'vitest';
import { laneName, phaseWords, tickWords, tookWords } from './phase-words.ts';
import { ms } from './testing/a-run.ts';

test.each([
  [0, '0 ms'],
  [1, '1 ms'],
  [999, '999 ms'],
  [1000, '1 s'],
  [2449, '2.4 s'],
  [6012, '6 s'],
  [9999, '9.9 s'],
  [10_400, '10 s'],
  [603_000, '10 min 3 s'],
  [-5, '0 ms'],
])('%d milliseconds are said as %s', (span, words) => {
  expect(tookWords(span)).toBe(words);
});

test('the axis begins at a plain nought', () => {
  expect([0, 500, 30_000, 60_000, 90_000, 5_400_000].map(tickWords)).toEqual([
    '0',
    '500 ms',
    '30 s',
    '1 min',
    '1:30',
    '1 h 30 min',
  ]);
});

test('a lane without a name of its own says what it stands for', () => {
  const lane = { bars: [], totalMs: 0, names: 990 };
  expect(laneName({ ...lane, name: 'detail', kind: 'phase' })).toBe('detail');
  expect(laneName({ ...lane, name: null, kind: 'others' })).toBe('990 shorter phases');
  expect(laneName({ ...lane, name: null, kind: 'none' })).toBe('no phase reported');
});

test('a phase is told with its place, its start and how long it took or is open', () => {
  const bar = { index: 1, phase: 'detail', from: ms(30), to: ms(34), open: true };
  const say = (iso: string) => iso.slice(11, 19);
  expect(phaseWords(bar, { count: 2, live: true }, say)).toBe(
    'detail, phase 2 of 2, started 00:00:30, open for 4 s',
  );
  expect(phaseWords(bar, { count: 2, live: false }, say)).toContain('took 4 s');
});
