import { expect, test } from 'vitest';
import type { Run } from '../../server/domain/run.ts';
import { aDeadRun, aRun, at } from '../run/testing/a-run.ts';
import { crowdingOut, groupDeaths, heldDeaths, twinNames } from './groups.ts';

const died = (id: string, seconds: number) => aDeadRun(0, seconds, { id });
const swept = (count: number, seconds: number) =>
  Array.from({ length: count }, (_, n) => died(`${seconds}-${n}`, seconds));
const failed = (id: string, seconds: number) =>
  aRun({ id, status: 'FAILED', finishedAt: at(seconds) });
const ids = (runs: readonly Run[]) => runs.map((run) => run.id);
const no = () => false;

test('what one sweep marked is one group, and older deaths stay beside it', () => {
  const groups = groupDeaths([died('late', 900), ...swept(200, 800), died('old', 700)]);
  expect(groups.map((group) => group.runs.length)).toEqual([1, 200, 1]);
});

test('a handful is told one by one, and so is what failed by its own word', () => {
  expect(groupDeaths(swept(5, 800))).toHaveLength(5);
  const own = Array.from({ length: 9 }, (_, n) => failed(`f${n}`, 800));
  expect(groupDeaths(own)).toHaveLength(9);
});

test('a group keeps its key while runs of it are dismissed', () => {
  const [all] = groupDeaths(swept(8, 800));
  const [fewer] = groupDeaths(swept(7, 800));
  expect(fewer?.key).toBe(all?.key);
});

test('names that stand for more than one run are told', () => {
  const named = ['a', 'b', 'a', 'a'].map((scraper) => aDeadRun(0, 600, { scraper }));
  expect([...twinNames(named)]).toEqual(['a']);
});

test('a handful of dead rows may stay in a list, the newest of more', () => {
  expect(crowdingOut(swept(5, 800)).size).toBe(0);
  const trickle = [1, 2, 3, 4, 5, 6, 7].map((n) => died(`d${n}`, 600 + n));
  expect([...crowdingOut(trickle)]).toEqual(['d2', 'd1']);
});

test('what one sweep marked goes together', () => {
  expect(crowdingOut(swept(200, 800)).size).toBe(200);
  const out = crowdingOut([...swept(4, 700), ...swept(3, 800)]);
  expect([...out]).toEqual(ids(swept(4, 700)));
});

test('while someone is at the panel what it draws stays, and new deaths come below', () => {
  const before = [died('b', 700), died('a', 600)];
  const spoke = { ...died('b', 700), spokeAgainAt: at(720) };
  // The oldest has left the last 24 h meanwhile.
  const after = heldDeaths(before, [died('c', 800), spoke], no);
  expect(ids(after)).toEqual(['b', 'a', 'c']);
  expect(after[0]).toBe(spoke);
});

test('a dismissal takes a death away from under the pointer all the same', () => {
  const before = [died('b', 700), died('a', 600)];
  expect(ids(heldDeaths(before, [died('a', 600)], (run) => run.id === 'b'))).toEqual(['a']);
});
