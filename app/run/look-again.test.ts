import { expect, test } from 'vitest';
import { LOOK_FOR, LOOK_INTERVAL, lookAgainIn } from './look-again.ts';
import { aDeadRun, aRun, at, ms } from './testing/a-run.ts';

test('a run that was declared dead is looked at again for an hour', () => {
  const dead = aDeadRun(0, 600);
  expect(lookAgainIn(dead, ms(610))).toBe(LOOK_INTERVAL);
  expect(lookAgainIn(dead, ms(600) + LOOK_FOR)).toBe(false);
});

test('a run that has spoken again is known to have, and is left alone', () => {
  expect(lookAgainIn(aDeadRun(0, 600, { spokeAgainAt: at(640) }), ms(650))).toBe(false);
});

test('a run that lives or ended otherwise is told of by its channel', () => {
  expect(lookAgainIn(aRun(), ms(10))).toBe(false);
  expect(lookAgainIn(aRun({ status: 'COMPLETED', finishedAt: at(5) }), ms(10))).toBe(false);
  expect(lookAgainIn(undefined, ms(10))).toBe(false);
});
