import { expect, test } from 'vitest';
import type { Run } from '../../server/domain/run.ts';
import { aDeadRun, at } from '../run/testing/a-run.ts';
import type { Board } from './answers.ts';
import { deathsAfterSnapshot, deathsWith, MOST_DEATHS } from './recent.ts';

const died = (id: string, seconds: number, over: Partial<Run> = {}) =>
  aDeadRun(0, seconds, { id, ...over });
const swept = (count: number, seconds: number) =>
  Array.from({ length: count }, (_, n) => died(`${seconds}-${n}`, seconds));
const ids = (runs: readonly Run[]) => runs.map((run) => run.id);

function aSnapshot(recent: Run[], now = at(2000)): Board {
  const watchdog = {
    healthy: true,
    reason: null,
    cron: '*/2 * * * *',
    staleAfterSeconds: 600,
    stuckAfterSeconds: 1800,
    hearingSince: null,
    deafSince: null,
    storm: null,
    running: 0,
    lastSweep: null,
    nextSweepAt: null,
    nextDeadlineAt: null,
  };
  return { now, runs: [], recent, watchdog };
}

test('200 deaths told one by one do not push out the older ones', () => {
  const start = deathsAfterSnapshot(undefined, aSnapshot([died('old', 700)]));
  const after = swept(200, 1000).reduce((sofar, run) => deathsWith(sofar, [run], at(1000)), start);
  expect(after.recent).toHaveLength(201);
  expect(after.recent.at(-1)?.id).toBe('old');
  expect(after.recentComplete).toBe(true);
});

test('a snapshot whose newest 50 are others leaves what was known', () => {
  const known = deathsAfterSnapshot(undefined, aSnapshot([died('old', 700)]));
  const after = deathsAfterSnapshot(known, aSnapshot(swept(50, 1000)));
  expect(after.recent).toHaveLength(51);
  expect(ids(after.recent)).toContain('old');
});

test('a full snapshot is all there is only where it meets what was known', () => {
  expect(deathsAfterSnapshot(undefined, aSnapshot(swept(49, 1000))).recentComplete).toBe(true);
  expect(deathsAfterSnapshot(undefined, aSnapshot(swept(50, 1000))).recentComplete).toBe(false);

  const known = deathsAfterSnapshot(undefined, aSnapshot([died('old', 700)]));
  const meeting = aSnapshot([...swept(49, 1000), died('old', 700)]);
  expect(deathsAfterSnapshot(known, meeting).recentComplete).toBe(true);
  expect(deathsAfterSnapshot(known, aSnapshot(swept(50, 1000))).recentComplete).toBe(false);
});

test('older deaths that are fetched afterwards join those of the snapshot', () => {
  const known = deathsAfterSnapshot(undefined, aSnapshot(swept(50, 1000)));
  const after = deathsWith(known, [...swept(50, 1000), died('old', 700)], at(2000));
  expect(after.recent).toHaveLength(51);
  expect(after.recent.at(-1)?.id).toBe('old');
});

test('a death is told of once, as it was told last', () => {
  const known = deathsAfterSnapshot(undefined, aSnapshot([died('a', 700, { rev: 4 })]));
  const told = died('a', 700, { rev: 5, spokeAgainAt: at(800) });
  expect(deathsWith(known, [told], at(800)).recent).toEqual([told]);
  expect(deathsAfterSnapshot({ recent: [told] }, aSnapshot(known.recent)).recent).toEqual([told]);
});

test('deaths leave after a day, and a tab holds on to so many', () => {
  const known = deathsAfterSnapshot(undefined, aSnapshot([died('old', 700)]));
  expect(deathsWith(known, [died('new', 700 + 86_401)], at(700 + 86_401)).recent).toHaveLength(1);
  const many = { recent: swept(MOST_DEATHS, 1000), recentComplete: true };
  const after = deathsWith(many, [died('new', 1100)], at(1100));
  expect(after.recent).toHaveLength(MOST_DEATHS);
  expect(after).toMatchObject({ recent: { 0: { id: 'new' } }, recentComplete: false });
});
