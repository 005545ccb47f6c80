import { expect, test } from 'vitest';
import type { Json, RunError } from '../../server/domain/run.ts';
import { staleEvidenceOf } from './stale-evidence.ts';

const detail: Json = {
  silentSince: '2026-01-01T00:00:00.000Z',
  silentFrom: 'heartbeat',
  silentForSeconds: 603,
  staleAfterSeconds: 600,
  staleAfterFrom: 'scraper',
  lastPhase: 'detail',
  decidedBy: 'watchdog',
  actor: null,
};

const error = (over: Partial<RunError> = {}): RunError => ({
  errorType: 'stale',
  message: 'silent',
  phase: 'detail',
  url: null,
  detail,
  occurredAt: '2026-01-01T00:10:03.000Z',
  ...over,
});

test('the evidence of a stale error is read from its detail', () => {
  expect(staleEvidenceOf(error())).toEqual(detail);
});

test('an error of another type has no evidence, whatever its detail', () => {
  expect(staleEvidenceOf(error({ errorType: 'http' }))).toBeNull();
  expect(staleEvidenceOf(null)).toBeNull();
});

test.each<[string, Json]>([
  ['none', null],
  ['a word', 'stale'],
  ['a list', [detail]],
  ['another object', { url: 'x' }],
  ['a time that is none', { ...detail, silentSince: 'yesterday' }],
  ['a limit that is no number', { ...detail, staleAfterSeconds: '600' }],
  ['an unknown decider', { ...detail, decidedBy: '<b>me</b>' }],
  ['a phase that is no text', { ...detail, lastPhase: {} }],
])('a reporter may send a stale error with a detail of its own: %s', (_, own) => {
  expect(staleEvidenceOf(error({ detail: own }))).toBeNull();
});

test('what was not written down in former times may be missing, and what cannot be read is left out', () => {
  const whole = {
    ...(detail as object),
    cause: 'went_silent',
    heardForSeconds: 603,
    hearingSince: null,
    lastProgress: { done: 4, total: null, unit: null, message: null },
    heldSince: '2026-01-01T00:10:00.000Z',
  };
  const { hearingSince: _unknown, ...known } = whole;
  expect(staleEvidenceOf(error({ detail: whole }))).toEqual(known);
  const odd = {
    ...(detail as object),
    cause: '<b>aliens</b>',
    heardForSeconds: 'long',
    lastProgress: { done: 'all' },
    heldSince: 'then',
    stuckSince: null,
  };
  expect(staleEvidenceOf(error({ detail: odd }))).toEqual(detail);
});
