import { describe, expect, test } from 'vitest';
import { aRun, at } from '../run/testing/a-run.ts';
import { dangerFirst, pressed, type Sort, sortRuns } from './columns.ts';

const progress = (done: number, total: number | null) => ({
  done,
  total,
  unit: null,
  message: null,
});

const RUNS = [
  aRun({ id: 'old', scraper: 'Books', startedAt: at(0), lastSignAt: at(90), deadlineAt: at(690) }),
  aRun({
    id: 'close',
    scraper: 'news',
    startedAt: at(10),
    lastSignAt: at(20),
    deadlineAt: at(620),
    progress: progress(5, null),
  }),
  aRun({
    id: 'new',
    scraper: 'art',
    startedAt: at(50),
    lastSignAt: at(50),
    deadlineAt: at(650),
    progress: progress(9, 10),
  }),
];
const rates = (id: string) => (id === 'old' ? 3 : id === 'new' ? 1 : null);
const order = (sort: Sort) => sortRuns(RUNS, sort, rates).map((run) => run.id);

describe('sorting the board', () => {
  test('by what it is asked for', () => {
    expect(order('elapsed')).toEqual(['new', 'close', 'old']);
    expect(order('dies')).toEqual(['close', 'new', 'old']);
    expect(order('silent')).toEqual(['close', 'new', 'old']);
    expect(order('scraper')).toEqual(['new', 'old', 'close']);
    expect(order('progress')).toEqual(['new', 'close', 'old']);
    expect(order('rate')).toEqual(['old', 'new', 'close']);
  });

  test('turned round by a minus', () => {
    expect(order('-dies')).toEqual(['old', 'new', 'close']);
  });

  test('does not let equals change places', () => {
    const twins = ['b', 'a', 'c'].map((id) => aRun({ id }));
    expect(sortRuns(twins, 'dies', rates).map((run) => run.id)).toEqual(['a', 'b', 'c']);
    expect(sortRuns(twins, '-dies', rates).map((run) => run.id)).toEqual(['a', 'b', 'c']);
  });

  test('is turned round by pressing the same head again', () => {
    expect(pressed('elapsed', 'dies')).toBe('dies');
    expect(pressed('dies', 'dies')).toBe('-dies');
    expect(pressed('-dies', 'dies')).toBe('dies');
  });
});

test('those in danger come before the others, the closest to death first, and the rest keep their order', () => {
  const newest = sortRuns(RUNS, 'elapsed', rates);
  const first = (...ids: string[]) => dangerFirst(newest, ({ id }) => ids.includes(id));
  expect(first('old', 'close').map(({ id }) => id)).toEqual(['close', 'old', 'new']);
  expect(first('old').map(({ id }) => id)).toEqual(['old', 'new', 'close']);
  expect(first()).toEqual(newest);
});
