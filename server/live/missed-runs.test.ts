import { describe, expect, test } from 'vitest';
import { createMissedRuns } from './missed-runs.ts';

const setup = () => createMissedRuns();
const of = (...ids: string[]) => ids.map((id) => ({ id, rev: 1 }));
const everybody = () => true;

describe('what sockets that are behind have missed', () => {
  test('is nothing while nobody is', () => {
    const missed = setup();
    missed.frame([], of('a'));
    expect(missed.someBehind()).toBe(false);
    expect(missed.take(everybody)).toEqual([]);
  });

  test('are the runs of every frame since the first that a socket did not get', () => {
    const missed = setup();
    missed.frame([], of('before'));
    missed.frame(['slow'], of('a'));
    missed.frame(['slow'], of('b', 'a'));
    expect(missed.isBehind('slow')).toBe(true);
    expect(missed.take(everybody)).toEqual([{ ids: ['slow'], runIds: ['a', 'b'] }]);
    expect(missed.isBehind('slow')).toBe(false);
  });

  test('is the same for those who fell behind together, and less for who did later', () => {
    const missed = setup();
    missed.frame(['one', 'two'], of('a'));
    missed.frame(['one', 'two', 'late'], of('b'));
    expect(missed.take(everybody)).toEqual([
      { ids: ['one', 'two'], runIds: ['a', 'b'] },
      { ids: ['late'], runIds: ['b'] },
    ]);
  });

  test('stays for those who have not caught up yet', () => {
    const missed = setup();
    missed.frame(['quick', 'slow'], of('a'));
    expect(missed.take((id) => id === 'quick')).toEqual([{ ids: ['quick'], runIds: ['a'] }]);
    missed.frame(['slow'], of('b'));
    expect(missed.take(everybody)).toEqual([{ ids: ['slow'], runIds: ['a', 'b'] }]);
  });

  test('counts frames that others got while a socket was behind in another room', () => {
    const missed = setup();
    missed.frame(['slow'], of('a'));
    missed.frame([], of('b'));
    expect(missed.take(everybody)).toEqual([{ ids: ['slow'], runIds: ['a', 'b'] }]);
  });

  test('is forgotten with the socket that it was kept for', () => {
    const missed = setup();
    missed.frame(['gone'], of('a'));
    missed.forget('gone');
    expect(missed.someBehind()).toBe(false);
    missed.frame(['later'], of('b'));
    expect(missed.take(everybody)).toEqual([{ ids: ['later'], runIds: ['b'] }]);
  });
});
