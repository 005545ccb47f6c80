import { describe, expect, test } from 'vitest';
import { aDecision } from '../testing/factories.ts';
import { NEW_YEAR } from '../testing/fake-clock.ts';
import { aRecord, SOME_ID } from '../testing/records.ts';
import { type Decision, evidenceOf } from './evidence.ts';
import type { Hearing } from './hearing.ts';
import type { RunRecord } from './run.ts';
import { staleSentence, stuckSentence } from './sentences.ts';

const NOW = NEW_YEAR + 603_000;

function said(run: Partial<RunRecord> = {}, decided: Partial<Decision> = {}): string {
  const decision = aDecision(NOW, decided);
  return staleSentence('books', evidenceOf(aRecord(run), decision, 'silent'));
}

/** Nothing was heard from `seconds` after the new year on, for `ms`. */
function deaf(seconds: number, ms: number): Hearing {
  const from = NEW_YEAR + seconds * 1000;
  return { since: from + ms, deaf: null, gaps: [{ reason: 'blocked', from, to: from + ms }] };
}

describe('a silence in words', () => {
  test('says since when, against which limit and who decided', () => {
    expect(said({ phase: 'detail' })).toBe(
      'books has been silent for 10 min 3 s (limit 10 min), last seen in phase detail. Marked as stale by the watchdog.',
    );
  });

  test('says that a run never reported a phase', () => {
    expect(said()).toContain('it never reported a phase');
  });

  test.each([
    ['deadline', 'by the watchdog, at its deadline'],
    ['manual', 'by an operator'],
  ] as const)('that a %s found says %s', (decidedBy, words) => {
    expect(said({}, { decidedBy })).toContain(words);
  });

  test('says how much could be heard only where it was less, by more than a second', () => {
    expect(said({}, { hearing: deaf(10, 1000) })).not.toContain('could hear');
    expect(said({}, { hearing: deaf(10, 3000) })).toContain(
      'Flatline could hear it for only 10 min of that.',
    );
  });

  test('says that most of the live runs fell silent with it', () => {
    expect(said({}, { together: true })).toContain('Most of the live runs fell silent with it.');
  });

  test('says that it went silent instead of ending', () => {
    expect(said({ cancelRequestedAt: NEW_YEAR })).toContain('A cancel had been asked for');
  });
});

describe('a start of the server in words', () => {
  const now = NEW_YEAR + 4000;

  test('does not call an orphan silent beyond its limit when it was not', () => {
    const words = said({ origin: 'LOCAL' }, { now, decidedBy: 'startup' });
    expect(words).toContain('books was last heard 4 s before the server started');
    expect(words).toContain('the server that ran it had ended');
    expect(words).not.toContain('has been silent');
  });

  test('names the node that ran an orphan where it was another one', () => {
    const orphans = new Map([[SOME_ID, 'ada:1']]);
    const words = said({ origin: 'LOCAL' }, { now, decidedBy: 'startup', orphans });
    expect(words).toContain(
      'Marked as stale at the start. The server that ran it, ada:1, is gone.',
    );
  });

  test('does not say of a run of another host that what ran it had ended', () => {
    const words = said({ origin: 'REMOTE' }, { now, decidedBy: 'startup' });
    expect(words).toContain('whether it was alive is not known');
    expect(words).not.toContain('had ended');
  });
});

test.each([
  ['ada:1', 'by the watchdog. The server that ran it, ada:1, is gone.'],
  [null, 'by the watchdog. The server that ran it is gone.'],
])('a silence after its server was gone (%s) says so', (name, words) => {
  expect(said({ origin: 'LOCAL' }, { orphans: new Map([[SOME_ID, name]]) })).toContain(words);
});

test('a standstill in words says for how long, and against which limit', () => {
  const run = aRecord({ phase: 'detail', lastHeartbeatAt: NOW - 2000, stuckAfterSeconds: 300 });
  expect(stuckSentence('books', evidenceOf(run, aDecision(NOW), 'stuck'))).toBe(
    'books was heard 2 s ago but has not moved for 10 min 3 s (limit 5 min), last seen in phase detail. Its scraper says that a run that stands still is over. Marked as stale by the watchdog.',
  );
});
