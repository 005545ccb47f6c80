import { expect, test } from 'vitest';
import { aDeadRun, aRun, at, ms } from '../run/testing/a-run.ts';
import { diesAt, isSuspect } from './vitals.ts';

test('a run dies when both its limit and its deadline have passed', () => {
  const heard = { lastSignAt: at(100), staleAfterSeconds: 600 };
  expect(diesAt(aRun({ ...heard, deadlineAt: at(0) }))).toBe(ms(700));
  expect(diesAt(aRun({ ...heard, deadlineAt: at(900) }))).toBe(ms(900));
});

test('the last quarter of the silence it is allowed makes a run suspect', () => {
  const run = aRun({ lastSignAt: at(0), staleAfterSeconds: 600, deadlineAt: at(600) });
  expect(isSuspect(run, ms(449))).toBe(false);
  expect(isSuspect(run, ms(450))).toBe(true);
});

test('a run that is over is not suspect', () => {
  expect(isSuspect(aDeadRun(0, 600), ms(10_000))).toBe(false);
});
