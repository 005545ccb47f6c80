import { describe, expect, test } from 'vitest';
import { changesOf, type Frame, fanoutOf, PROGRESS, progressIn } from './frame.ts';

const AT = Date.UTC(2026, 0, 1);

function setup(): Frame {
  const payload = {
    now: new Date(AT).toISOString(),
    room: 'board',
    runs: [
      { id: 'a', rev: 1 },
      { id: 'b', rev: 1 },
    ],
  };
  return { text: `42${JSON.stringify(['run:progressed', payload])}`, at: [AT + 3, AT + 8] };
}

describe('a frame that was heard', () => {
  test('is known by its beginning', () => {
    expect(setup().text.startsWith(PROGRESS)).toBe(true);
  });

  test('tells its runs', () => {
    expect(progressIn(setup().text).runs.map(({ id }) => id)).toEqual(['a', 'b']);
  });

  test('took as long as from the server to each dashboard', () => {
    expect(fanoutOf([setup()])).toEqual([3, 8]);
  });

  test('is as old as the changes in it', () => {
    expect(changesOf([setup()], new Map([['b', AT - 100]]))).toEqual([103, 108]);
  });
});
