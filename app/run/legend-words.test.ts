import { expect, test } from 'vitest';
import { beyondWords, silenceWords } from './legend-words.ts';
import { staleEvidenceOf, type ToldEvidence } from './stale-evidence.ts';
import { aStaleError, at } from './testing/a-run.ts';

const evidence = (over: Partial<ToldEvidence> = {}): ToldEvidence => ({
  ...(staleEvidenceOf(aStaleError(100, 719)) as ToldEvidence),
  ...over,
});

test('a silence is a silence, but for a run that ended with its server', () => {
  expect(silenceWords(42, null)).toBe('silent 42 s');
  expect(silenceWords(619, evidence())).toBe('silent 10 min 19 s');
  expect(silenceWords(28, evidence({ cause: 'server_restarted', decidedBy: 'startup' }))).toBe(
    'its server ended, last heard 28 s before',
  );
});

test('what went on after the limit is a hold, or time that was given, or that nobody had looked', () => {
  expect(beyondWords(19, evidence())).toBe('found 19 s after the limit');
  expect(beyondWords(19, evidence({ heldSince: at(700) }))).toBe('held 19 s');
  expect(beyondWords(19, evidence({ grantedUntil: at(719) }))).toBe(
    'marked 19 s after the limit: it was given time',
  );
  expect(beyondWords(19, evidence({ grantedUntil: at(690) }))).toBe('found 19 s after the limit');
});
