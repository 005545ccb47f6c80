import { describe, expect, test } from 'vitest';
import { aDeadRun, aRun, at, ms } from '../run/testing/a-run.ts';
import { arrange } from './arrange.ts';

const runs = (...ids: string[]) => ids.map((id) => aRun({ id }));

describe('a board that nobody points at', () => {
  test('follows the order it is sorted in', () => {
    const { order, waiting } = arrange({
      shown: ['a', 'b'],
      sorted: runs('c', 'b', 'a'),
      held: false,
      now: ms(0),
    });
    expect(order).toEqual(['c', 'b', 'a']);
    expect(waiting).toBe(0);
  });

  test('keeps a row that died in its place for a while, then lets it go', () => {
    const sorted = [aDeadRun(0, 600, { id: 'a' }), aRun({ id: 'b' })];
    const look = (now: number) => arrange({ shown: ['a', 'b'], sorted, held: false, now }).order;
    expect(look(ms(629))).toEqual(['a', 'b']);
    expect(look(ms(630))).toEqual(['b']);
  });

  test('does not bring up a run that ended before it was shown', () => {
    const sorted = [aDeadRun(0, 600, { id: 'a' })];
    expect(arrange({ shown: [], sorted, held: false, now: ms(600) }).order).toEqual([]);
  });

  test('is the same array while nothing changes, so that nothing is drawn again', () => {
    const shown = ['a', 'b'];
    expect(arrange({ shown, sorted: runs('a', 'b'), held: false, now: 0 }).order).toBe(shown);
  });
});

describe('a board that someone points at', () => {
  test('moves no row, and counts what is new', () => {
    const shown = ['a', 'b'];
    const { order, waiting } = arrange({
      shown,
      sorted: runs('z', 'y', 'b', 'a'),
      held: true,
      now: ms(0),
    });
    expect(order).toBe(shown);
    expect(waiting).toBe(2);
  });

  test('keeps what ended in its place for as long as that takes', () => {
    const done = aRun({ id: 'a', status: 'COMPLETED', finishedAt: at(10) });
    const { order } = arrange({
      shown: ['a', 'b'],
      sorted: [done, aRun({ id: 'b' })],
      held: true,
      now: ms(500),
    });
    expect(order).toEqual(['a', 'b']);
  });

  test('loses what is no longer there at all', () => {
    const { order } = arrange({ shown: ['a', 'b'], sorted: runs('b'), held: true, now: 0 });
    expect(order).toEqual(['b']);
  });

  test('shows the first runs at once: there was nothing to push away', () => {
    const { order } = arrange({ shown: [], sorted: runs('a'), held: true, now: 0 });
    expect(order).toEqual(['a']);
  });
});

describe('many deaths at once', () => {
  const swept = ids('dead', 200).map((id) => aDeadRun(0, 600, { id }));
  const living = runs('x', 'y');
  const shown = [...swept, ...living].map((run) => run.id);
  const sorted = [...swept, ...living];

  test('leave the living in sight, held or not', () => {
    for (const held of [true, false]) {
      expect(arrange({ shown, sorted, held, now: ms(600) }).order).toEqual(['x', 'y']);
    }
  });

  test('leave the row that the keyboard is on', () => {
    const { order } = arrange({ shown, sorted, held: true, pinned: 'dead7', now: ms(600) });
    expect(order).toEqual(['dead7', 'x', 'y']);
  });

  test('make room for a few that die after them', () => {
    const later = aDeadRun(0, 610, { id: 'x' });
    const { order } = arrange({
      shown,
      sorted: [...swept, later, ...runs('y')],
      held: true,
      now: ms(610),
    });
    expect(order).toEqual(['x', 'y']);
  });

  test('are not meant by a handful: these turn in their places', () => {
    const few = ids('dead', 5).map((id) => aDeadRun(0, 600, { id }));
    const all = [...few, ...living];
    const before = all.map((run) => run.id);
    expect(arrange({ shown: before, sorted: all, held: true, now: ms(600) }).order).toBe(before);
  });

  function ids(name: string, count: number): string[] {
    return Array.from({ length: count }, (_, n) => `${name}${n}`);
  }
});
