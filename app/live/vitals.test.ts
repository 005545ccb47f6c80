import { expect, test } from 'vitest';
import { aDeadRun, aRun, at, ms } from '../run/testing/a-run.ts';
import { diesAt, isGiven, isHeld, isInDanger, isSuspect, wasGivenBack, worryOf } from './vitals.ts';

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

test('a suspicion of the server stands until the run is heard, though its deadline moves', () => {
  const moved = aRun({ lastSignAt: at(0), suspectedAt: at(450), deadlineAt: at(2000) });
  expect(isSuspect(moved, ms(700))).toBe(true);
  expect(isSuspect({ ...moved, lastSignAt: at(690) }, ms(700))).toBe(false);
});

test('time that an operator gave ends a suspicion, until the last quarter of it', () => {
  const granted = aRun({ lastSignAt: at(0), grantedUntil: at(1100), deadlineAt: at(1100) });
  expect(isSuspect(granted, ms(949))).toBe(false);
  expect(isSuspect(granted, ms(950))).toBe(true);
});

test('a run that lives on time that was given is no healthy one, though its deadline is far', () => {
  const granted = aRun({ lastSignAt: at(0), grantedUntil: at(1100), deadlineAt: at(1100) });
  expect(worryOf(granted, ms(500), null)).toBe('given');
  expect(isInDanger('given')).toBe(false);
  expect(worryOf(granted, ms(950), null)).toBe('suspect');
  expect(isGiven({ ...granted, lastSignAt: at(501), deadlineAt: at(1101) }, ms(502))).toBe(false);
  expect(isGiven({ ...granted, deadlineAt: at(600) }, ms(500))).toBe(false);
  expect(isGiven(granted, ms(1100))).toBe(false);
  expect(isGiven(aDeadRun(0, 600, { grantedUntil: at(1100) }), ms(500))).toBe(false);
});

test('time that was given back is told from time that an operator gave, and from a hold', () => {
  const back = aRun({ lastSignAt: at(0), deadlineAt: at(900) });
  expect(wasGivenBack(back, null)).toBe(true);
  expect(wasGivenBack(back, 'held')).toBe(false);
  expect(wasGivenBack({ ...back, grantedUntil: at(900) }, 'given')).toBe(false);
  expect(wasGivenBack({ ...back, grantedUntil: at(700) }, null)).toBe(true);
  expect(wasGivenBack(aRun(), null)).toBe(false);
});

test('a run that stands still may be due although it speaks', () => {
  const stuck = aRun({ lastSignAt: at(1800), stuckAt: at(1800), deadlineAt: at(1800) });
  expect(diesAt(stuck)).toBe(ms(1800));
});

const storm = {
  id: 's',
  startedAt: at(600),
  until: at(720),
  silent: 6,
  live: 7,
  runIds: ['a', 'b'],
};

test('a run is held while it is in the storm, silent, and given no time', () => {
  const held = aRun({ id: 'a', lastSignAt: at(0), suspectedAt: at(450), deadlineAt: at(720) });
  expect(isHeld(held, ms(600), storm)).toBe(true);
  expect(isHeld({ ...held, id: 'c' }, ms(600), storm)).toBe(false);
  expect(isHeld({ ...held, lastSignAt: at(610) }, ms(620), storm)).toBe(false);
  expect(isHeld({ ...held, deadlineAt: at(1300) }, ms(620), storm)).toBe(false);
});

test('of what is wrong with a run the worst is told', () => {
  const run = aRun({ id: 'a', lastSignAt: at(0), deadlineAt: at(720), stuckAt: at(500) });
  expect(worryOf(run, ms(600), storm)).toBe('held');
  expect(worryOf(run, ms(600), null)).toBe('suspect');
  expect(worryOf({ ...run, lastSignAt: at(590), deadlineAt: at(1190) }, ms(600), storm)).toBe(
    'stuck',
  );
  expect(worryOf(aRun(), ms(10), storm)).toBeNull();
  expect(worryOf(aDeadRun(0, 600, { id: 'a' }), ms(600), storm)).toBeNull();
});
