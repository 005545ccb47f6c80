import { expect, test } from 'vitest';
import { aDeadRun, aRun } from '../run/testing/a-run.ts';
import { sameMembers } from './use-members.ts';

const RUNS = ['a', 'b'].map((id) => aRun({ id }));

test('runs that only report are the same members', () => {
  expect(sameMembers(RUNS, [...RUNS])).toBe(true);
  expect(sameMembers(RUNS, [aRun({ id: 'a', rev: 9, phase: 'other' }), aRun({ id: 'b' })])).toBe(
    true,
  );
});

test('who comes, goes or ends changes them', () => {
  expect(sameMembers(RUNS, [...RUNS, aRun({ id: 'c' })])).toBe(false);
  expect(sameMembers(RUNS, RUNS.slice(1))).toBe(false);
  expect(sameMembers(RUNS, [aRun({ id: 'c' }), aRun({ id: 'b' })])).toBe(false);
  expect(sameMembers(RUNS, [aDeadRun(0, 600, { id: 'a' }), aRun({ id: 'b' })])).toBe(false);
});
