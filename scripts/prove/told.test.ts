import { expect, test } from 'vitest';
import { type Heard, judgeTold, TOLD_RIGHT } from './told.ts';

const MUST = { runIds: ['a', 'b'], sweepIds: ['s'] };

/** As `closed a`, or `failed a s`. */
function heard(...lines: string[]): Heard[] {
  return lines.map((line) => {
    const [what, id = '', sweepId = null] = line.split(' ');
    return { what: what as Heard['what'], id, sweepId, at: 0 };
  });
}

test('a dashboard that was told each once and in order was told right', () => {
  const right = heard('closed a', 'failed a s', 'closed b', 'failed b s', 'swept s');
  expect(judgeTold(right, MUST)).toEqual(TOLD_RIGHT);
});

test('what was never told, or twice, or in another order, is counted', () => {
  const wrong = heard('failed a s', 'closed a', 'closed a', 'swept s', 'swept s', 'failed a s');
  expect(judgeTold(wrong, MUST)).toEqual({
    deathsUntold: 1,
    deathsToldTwice: 1,
    channelsLeftOpen: 1,
    channelsClosedTwice: 1,
    sweepsUntold: 0,
    sweepsToldTwice: 1,
    outOfOrder: 1,
  });
  const late = heard('closed a', 'closed b', 'failed b s', 'swept s', 'failed a s');
  expect(judgeTold(late, MUST)).toMatchObject({ outOfOrder: 1 });
  const unwatched = heard('failed a s', 'closed b', 'failed b s', 'swept s');
  expect(judgeTold(unwatched, { ...MUST, watched: new Set(['b']) })).toEqual(TOLD_RIGHT);
  expect(judgeTold(unwatched, MUST)).toMatchObject({ channelsLeftOpen: 1 });
  expect(judgeTold([], MUST)).toMatchObject({ deathsUntold: 2, sweepsUntold: 1 });
});
