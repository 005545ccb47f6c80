import { expect, test } from 'vitest';
import { deathInShort, evidenceSentences } from './evidence-words.ts';
import type { ToldEvidence } from './stale-evidence.ts';

const evidence = (over: Partial<ToldEvidence> = {}): ToldEvidence => ({
  silentSince: '2026-01-01T10:04:12.000Z',
  silentFrom: 'heartbeat',
  silentForSeconds: 603,
  staleAfterSeconds: 600,
  staleAfterFrom: 'scraper',
  lastPhase: 'detail',
  decidedBy: 'watchdog',
  actor: null,
  ...over,
});

const say = (over: Partial<ToldEvidence> = {}) =>
  evidenceSentences(evidence(over), (iso) => iso.slice(11, 19));

test('a death of silence says since when, against which limit, where and by whom', () => {
  expect(say()).toBe(
    "Silent since 10:04:12 (10 min 3 s), limit 10 min from the scraper's setting, last seen in phase detail. Decided by the watchdog.",
  );
});

test('a run that was never heard after its start says so', () => {
  expect(say({ silentFrom: 'start', lastPhase: null, staleAfterFrom: 'setting' })).toBe(
    "Silent since its start at 10:04:12 (10 min 3 s), limit 10 min from the server's setting, it never reported a phase. Decided by the watchdog.",
  );
});

test('an operator who decided is named where that is known', () => {
  expect(say({ decidedBy: 'manual' })).toContain('Decided by an operator.');
  expect(say({ decidedBy: 'manual', actor: 'kim' })).toContain('Decided by an operator, kim.');
});

test('a run whose server is gone is told with that and its silence, whoever found out', () => {
  const gone = { cause: 'server_restarted', nodeName: 'ada:1' } as const;
  expect(say({ ...gone, decidedBy: 'deadline' })).toMatch(
    /^Silent since .*, last seen in phase detail\. The server that ran it, ada:1, is gone\. Decided by the watchdog/,
  );
  expect(say({ ...gone, decidedBy: 'startup' })).toMatch(
    /^Last heard .* The server that ran it, ada:1, is gone\. Decided when the server started\.$/,
  );
  expect(deathInShort(evidence({ ...gone, decidedBy: 'deadline' }))).toBe(
    'Silent for 10 min 3 s (limit 10 min), last seen in phase detail. The server that ran it, ada:1, is gone. Marked as stale by the watchdog.',
  );
  expect(deathInShort(evidence({ ...gone, decidedBy: 'startup' }))).toBe(
    'Last heard 10 min 3 s before another server started, last seen in phase detail. The server that ran it, ada:1, is gone.',
  );
  expect(say({ cause: 'server_restarted', decidedBy: 'deadline' })).toContain(
    ' The server that ran it is gone. ',
  );
});

test('a run that died with its server is not said to have been silent for too long', () => {
  const words = say({ decidedBy: 'startup', silentForSeconds: 4 });
  expect(words).toBe(
    'Last heard at 10:04:12 (4 s before), last seen in phase detail. Decided when the server started: the server that ran it had ended.',
  );
});

test('a limit of its own and a cancel that was never answered are told', () => {
  const words = say({ staleAfterFrom: 'run', cancelRequestedAt: '2026-01-01T10:05:00.000Z' });
  expect(words).toContain('limit 10 min set when the run was started');
  expect(words).toContain(
    'A cancel had been asked for at 10:05:00; it went silent instead of ending.',
  );
});

test('in short it is one line for the head', () => {
  expect(deathInShort(evidence())).toBe(
    'Silent for 10 min 3 s (limit 10 min), last seen in phase detail. Marked as stale by the watchdog.',
  );
  expect(deathInShort(evidence({ decidedBy: 'startup', silentForSeconds: 4 }))).toBe(
    'Last heard 4 s before its server started again, last seen in phase detail. The server that ran it had ended.',
  );
});

const STOOD_STILL: Partial<ToldEvidence> = {
  silentForSeconds: 5,
  stuckSince: '2026-01-01T09:22:17.000Z',
  stuckAfterSeconds: 1800,
};

test('a run that was marked for standing still is not said to have been silent', () => {
  expect(say(STOOD_STILL)).toBe(
    'Last heard at 10:04:12 (5 s before), but no progress since 09:22:17 (42 min, limit 30 min), last seen in phase detail. Decided by the watchdog.',
  );
  expect(deathInShort(evidence(STOOD_STILL))).toBe(
    'No progress for 42 min (limit 30 min), though it was heard 5 s before, last seen in phase detail. Marked as stale by the watchdog.',
  );
});

test('a silence that could not all be heard says so, and one that could does not', () => {
  expect(say({ heardForSeconds: 40 })).toContain('Flatline could hear it for only 40 s of that.');
  expect(say({ heardForSeconds: 602 })).not.toContain('could hear');
});
