import { expect, test } from 'vitest';
import { kept, type Row } from './kept.ts';
import type { Life } from './life.ts';

const LIFE: Life = { id: 'a', events: 5, lines: 2, phases: 3, ended: null };
const ROW: Row = { events: 5, lines: 2, phases: 3, status: 'RUNNING' };

test.each<[string, Partial<Life>, Partial<Row> | null, { lost: number; wrongEnds: number }]>([
  ['a run that is there as it was acknowledged', {}, {}, { lost: 0, wrongEnds: 0 }],
  ['a run that is not there', {}, null, { lost: 11, wrongEnds: 0 }],
  ['an event that is missing', {}, { events: 4 }, { lost: 1, wrongEnds: 0 }],
  ['lines that are missing', {}, { lines: 0 }, { lost: 2, wrongEnds: 0 }],
  ['a phase that is missing', {}, { phases: 2 }, { lost: 1, wrongEnds: 0 }],
  ['an end that is missing', { ended: 'COMPLETED' }, {}, { lost: 1, wrongEnds: 0 }],
  ['an end that was told', { ended: 'FAILED' }, { status: 'FAILED' }, { lost: 0, wrongEnds: 0 }],
  ['a death of a run that reported', {}, { status: 'FAILED' }, { lost: 0, wrongEnds: 1 }],
  ['another end', { ended: 'COMPLETED' }, { status: 'FAILED' }, { lost: 0, wrongEnds: 1 }],
])('%s is counted', (_, life, row, expected) => {
  const rows = new Map(row === null ? [] : [['a', { ...ROW, ...row }]]);
  expect(kept([{ ...LIFE, ...life }], rows)).toEqual(expected);
});
