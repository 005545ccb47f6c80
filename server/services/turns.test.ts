import { expect, test } from 'vitest';
import { createRecordingLog } from '../testing/quiet.ts';
import { createTurns } from './turns.ts';

/** One of two nodes; `others`: whether the other one has the turn, or the database is away. */
function setup() {
  let others: boolean | 'away' = false;
  let ends = 0;
  const answer = () => {
    if (others === 'away') throw new Error('no connection');
  };
  const store = {
    async takeTurn() {
      answer();
      return others !== true;
    },
    async endTurn() {
      ends += 1;
      answer();
    },
  };
  const turns = createTurns({ store, log: createRecordingLog() });
  return {
    turns,
    ends: () => ends,
    given: (to: typeof others) => {
      others = to;
      return turns.take();
    },
  };
}

test('a turn that nobody has is ours, each time', async () => {
  const { given, turns, ends } = setup();
  expect([await given(false), await given(false)]).toEqual(['ours', 'ours']);
  await turns.end();
  expect(ends()).toBe(1);
});

test('what another node looks at is left to it once, and then it may stand still', async () => {
  const { given } = setup();
  expect([await given(true), await given(true), await given(true)]).toEqual([
    'theirs',
    'everybodys',
    'everybodys',
  ]);
  expect([await given(false), await given(true)]).toEqual(['ours', 'theirs']);
});

test('a database that does not answer keeps nobody from a pass, nor a pass from its end', async () => {
  const { given, turns } = setup();
  expect(await given('away')).toBe('everybodys');
  await expect(turns.end()).resolves.toBeUndefined();
});
