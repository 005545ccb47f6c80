import { expect, test } from 'vitest';
import { aRun, at } from '../run/testing/a-run.ts';
import { newerThan } from './newer.ts';

const run = (seconds: number, id = 'a') => aRun({ id, startedAt: at(seconds) });

test('runs that started after the first one shown are newer', () => {
  expect(newerThan([run(10)], [run(30), run(20), run(10), run(5)])).toEqual({
    count: 2,
    more: false,
  });
});

test('of two that started at once the higher id is newer', () => {
  expect(newerThan([run(10, 'a')], [run(10, 'b'), run(10, 'a')]).count).toBe(1);
});

test('when all that were looked at are newer there may be more', () => {
  expect(newerThan([run(1)], [run(30), run(20)])).toEqual({ count: 2, more: true });
});

test('beside an empty list everything is newer, and nothing is nothing', () => {
  expect(newerThan([], [run(1)])).toEqual({ count: 1, more: false });
  expect(newerThan([], [])).toEqual({ count: 0, more: false });
});
