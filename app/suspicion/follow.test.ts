import { expect, test } from 'vitest';
import type { Run } from '../../server/domain/run.ts';
import { aDeadRun, aRun, at } from '../run/testing/a-run.ts';
import { follow, type Story, UNTOLD } from './follow.ts';

const suspect = (id: string, since = 450, over: Partial<Run> = {}) =>
  aRun({ id, suspectedAt: at(since), ...over });
const ids = (list: readonly { run: Run }[]) => list.map(({ run }) => run.id);

/** The story of a page that was opened while nothing was wrong. */
function opened(): Story {
  return follow(UNTOLD, [aRun({ id: 'a' }), aRun({ id: 'b' })], 'suspect').story;
}

test('what had begun before the page was opened is no news', () => {
  const { fresh, story } = follow(UNTOLD, [suspect('a')], 'suspect');
  expect(fresh).toEqual([]);
  expect(follow(story, [suspect('a')], 'suspect').fresh).toEqual([]);
});

test('an incident is told once, however often the board is told and the deadline moves', () => {
  const first = follow(opened(), [suspect('a'), aRun({ id: 'b' })], 'suspect');
  expect(ids(first.fresh)).toEqual(['a']);
  const moved = suspect('a', 450, { deadlineAt: at(9000), rev: 7 });
  const second = follow(first.story, [moved, suspect('b', 460)], 'suspect');
  expect(ids(second.fresh)).toEqual(['b']);
  expect(ids(second.story.open)).toEqual(['a', 'b']);
  expect(second.story.open[0]?.run.deadlineAt).toBe(at(9000));
});

test('a sign of life ends an incident as a recovery, and the next one is news again', () => {
  const { story } = follow(opened(), [suspect('a')], 'suspect');
  const spoke = aRun({ id: 'a', lastSignAt: at(470) });
  const look = follow(story, [spoke], 'suspect');
  expect(look.recovered).toEqual([spoke]);
  expect(look.story.open).toEqual([]);
  expect(ids(follow(look.story, [suspect('a', 920)], 'suspect').fresh)).toEqual(['a']);
});

test('a grant ends an incident without a recovery, and so does the end of the run', () => {
  const { story } = follow(opened(), [suspect('a'), suspect('b')], 'suspect');
  const granted = aRun({ id: 'a', grantedUntil: at(1100), deadlineAt: at(1100) });
  const look = follow(story, [granted, aDeadRun(0, 600, { id: 'b' })], 'suspect');
  expect(look.recovered).toEqual([]);
  expect(look.story.open).toEqual([]);
});

test('a run that stands still is told of by its own rule', () => {
  const { story } = follow(UNTOLD, [aRun()], 'stuck');
  const stuck = aRun({ stuckAt: at(1900), lastSignAt: at(1900), suspectedAt: at(450) });
  const told = follow(story, [stuck], 'stuck');
  expect(told.fresh).toHaveLength(1);
  const beats = { ...stuck, lastSignAt: at(1950) };
  expect(follow(told.story, [beats], 'stuck').recovered).toEqual([]);
  const moved = { ...beats, stuckAt: null, lastProgressAt: at(1960) };
  expect(follow(told.story, [moved], 'stuck').recovered).toEqual([moved]);
});
