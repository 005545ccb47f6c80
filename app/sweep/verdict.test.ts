import { expect, test } from 'vitest';
import type { StaleEvidence } from '../../server/domain/evidence.ts';
import type { SweepEntry, SweepReason } from '../../server/domain/sweep.ts';
import { aDeadRun, aRun, aStaleError, at } from '../run/testing/a-run.ts';
import {
  aheadWords,
  canBeAskedFor,
  closest,
  isAhead,
  outcomeHeadline,
  outcomes,
  whyWords,
} from './verdict.ts';

const A_UUID = '0197a000-0000-7000-8000-00000000000a';

function anEntry(runId: string, reason: SweepReason = 'silent', silentFor = 603): SweepEntry {
  const evidence = aStaleError(0, silentFor).detail as unknown as StaleEvidence;
  return { runId, scraper: 'books', phase: 'detail', reason, evidence };
}

test('a preview says why in words', () => {
  expect(whyWords(anEntry(A_UUID), null)).toBe('Silent for 10 min 3 s, over its limit of 10 min');
});

test('a preview says when a run has spoken since', () => {
  expect(whyWords(anEntry(A_UUID), at(0))).toContain('Silent for');
  expect(whyWords(anEntry(A_UUID), at(605))).toBe('It has spoken since: it will be spared');
});

test('afterwards every run that was asked for has its fate, in the same order', () => {
  const asked = ['a', 'b', 'c', 'd', 'e'].map((id) => anEntry(id));
  const all = outcomes(asked, {
    now: at(700),
    sweep: null,
    marked: [anEntry('e'), anEntry('a')],
    spared: [
      anEntry('b', 'spoke', 2),
      anEntry('c', 'closed'),
      { runId: 'd', scraper: null, phase: null, reason: 'not_found', evidence: null },
    ],
  });
  expect(all.map(({ entry, fate, words }) => [entry.runId, fate, words])).toEqual([
    ['a', 'marked', 'Marked as stale'],
    ['b', 'spared', 'Spoke 2 s ago, spared'],
    ['c', 'over', 'Had already ended'],
    ['d', 'gone', 'Not found: it is no longer there'],
    ['e', 'marked', 'Marked as stale'],
  ]);
  expect(all[3]?.entry.scraper).toBe('books');
  expect(outcomeHeadline(all)).toBe(
    '2 runs marked as stale, 1 spared, 1 already over, 1 not found',
  );
});

test('a run whose id is no uuid is left out of the sweep, and both tables say so', () => {
  const [named, odd] = [anEntry(A_UUID), anEntry('row-17')];
  expect([named, odd].filter(canBeAskedFor)).toEqual([named]);
  expect(whyWords(odd, null)).toContain('Left out: its id is no uuid');
  const all = outcomes([named, odd], { now: at(0), sweep: null, marked: [named], spared: [] });
  expect(all.map(({ fate, words }) => [fate, words])).toEqual([
    ['marked', 'Marked as stale'],
    ['left', 'Left out: its id is no uuid'],
  ]);
  expect(outcomeHeadline(all)).toBe('1 run marked as stale, 1 left out');
});

test('a run that spoke this second spoke just now', () => {
  const answer = { now: at(0), sweep: null, marked: [], spared: [anEntry('a', 'spoke', 0)] };
  const all = outcomes([anEntry('a')], answer);
  expect(all[0]?.words).toBe('Spoke just now, spared');
  expect(outcomeHeadline(all)).toBe('No run marked, 1 spared');
});

test('the closest to death is the running run with the least time left', () => {
  const runs = [
    aRun({ id: 'a', lastSignAt: at(50), deadlineAt: at(650) }),
    aRun({ id: 'b', lastSignAt: at(20), deadlineAt: at(620) }),
    aDeadRun(0, 600, { id: 'c' }),
  ];
  expect(closest(runs)?.id).toBe('b');
  expect(closest([])).toBeNull();
});

const withEvidence = (reason: SweepReason, over: Partial<StaleEvidence>) => {
  const entry = anEntry(A_UUID, reason, 900);
  return { ...entry, evidence: { ...(entry.evidence as StaleEvidence), ...over } };
};
const ahead = (over: Partial<StaleEvidence>, reason: SweepReason = 'not_due') =>
  aheadWords(withEvidence(reason, over), at(900), (iso) => iso.slice(11, 19));

test('a run that still has time says what it owes that to', () => {
  expect(ahead({ heardForSeconds: 40 })).toBe(
    'Silent for 15 min, but Flatline could hear it for only 40 s',
  );
  expect(ahead({ heardForSeconds: 900, grantedUntil: at(1200) })).toBe(
    'Silent for 15 min, but given time until 00:20:00 by an operator',
  );
  expect(ahead({ heardForSeconds: 900, heldSince: at(600) }, 'held')).toBe(
    'Silent for 15 min, held since 00:10:00: most of the live runs fell silent with it',
  );
  expect(ahead({ heardForSeconds: 900, grantedUntil: at(800) })).toBe(
    'Silent for 15 min, but its deadline was moved ahead',
  );
});

test('only what still has time can be ticked', () => {
  const reasons = ['not_due', 'held', 'spoke', 'closed', 'not_found'] as const;
  expect(reasons.filter((reason) => isAhead(anEntry('a', reason)))).toEqual(['not_due', 'held']);
});

test('a run that stands still is marked although it speaks, and the preview says so', () => {
  const stuck = withEvidence('stuck', {
    silentSince: at(2515),
    silentForSeconds: 5,
    stuckSince: at(0),
    stuckAfterSeconds: 1800,
  });
  expect(whyWords(stuck, at(2519))).toBe(
    'Heard 5 s ago, but no progress for 42 min, over its limit of 30 min; its scraper says that this is the end',
  );
});

test('what would be marked, but could not be heard for long enough, says so', () => {
  expect(whyWords(withEvidence('silent', { heardForSeconds: 40 }), null)).toBe(
    'Silent for 15 min, over its limit of 10 min, but Flatline could hear it for only 40 s',
  );
});
