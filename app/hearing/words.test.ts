import { expect, test } from 'vitest';
import { deafSentence, deafWhy } from './words.ts';

const REASON =
  'No run can be heard since 2026-01-01T13:32:12.000Z: the database cannot be written. Silences do not count meanwhile; the time will be given back.';

test('why nobody can be heard is read out of the sentence of the server', () => {
  expect(deafWhy(REASON)).toBe('the database cannot be written');
});

test('the sentence has the time of whoever reads it', () => {
  expect(deafSentence({ reason: REASON, since: '14:32:12' })).toBe(
    'No run can be heard since 14:32:12: the database cannot be written.',
  );
});

test('a server that says something else, or nothing, is not put words into its mouth', () => {
  expect(deafWhy('The last two sweeps failed.')).toBeNull();
  expect(deafSentence({ reason: null, since: '14:32:12' })).toBe(
    'No run can be heard since 14:32:12.',
  );
});
