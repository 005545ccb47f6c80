import { expect, test } from 'vitest';
import { aRun } from '../run/testing/a-run.ts';
import { changed, positionOf, runIn } from './positions.ts';

const RUNS = ['a', 'b', 'c'].map((id) => aRun({ id }));
const renamed = (id: string, scraper: string) => ({ id, scraper });
const rename = (run: (typeof RUNS)[number], { scraper }: { scraper: string }) =>
  scraper === run.scraper ? run : { ...run, scraper };

test('a run is found by its id, and a stranger is not', () => {
  expect(positionOf(RUNS, 'c')).toBe(2);
  expect(runIn(RUNS, 'b')).toBe(RUNS[1]);
  expect(runIn(RUNS, 'z')).toBeUndefined();
});

test('what changed is in its place, the rest is the same, and the list before is untouched', () => {
  const after = changed(RUNS, [renamed('c', 'new'), renamed('z', 'stranger')], rename);
  expect(after.map((run) => run.scraper)).toEqual([RUNS[0]?.scraper, RUNS[1]?.scraper, 'new']);
  expect(after[0]).toBe(RUNS[0]);
  expect(RUNS[2]?.scraper).not.toBe('new');
  expect(runIn(after, 'c')).toBe(after[2]);
});

test('the second word on a run builds on the first', () => {
  const add = (run: (typeof RUNS)[number], { more }: { more: string }) => ({
    ...run,
    scraper: run.scraper + more,
  });
  const [first] = changed(
    RUNS,
    [
      { id: 'a', more: '1' },
      { id: 'a', more: '2' },
    ],
    add,
  );
  expect(first?.scraper).toBe(`${RUNS[0]?.scraper}12`);
});

test('the list is the same array when nothing changed, so that nothing is drawn again', () => {
  expect(changed(RUNS, [renamed('a', RUNS[0]?.scraper ?? '')], rename)).toBe(RUNS);
  expect(changed(RUNS, [renamed('z', 'stranger')], rename)).toBe(RUNS);
});
