import { expect, test } from 'vitest';
import type { Sweep } from '../../server/domain/sweep.ts';
import { lengthWords, outcomeWords, purposeWords } from './sweep-words.ts';

const sweep = (over: Partial<Sweep> = {}): Sweep => ({
  id: 'a',
  trigger: 'watchdog',
  actor: null,
  startedAt: '2026-01-01T00:00:00.000Z',
  durationMs: 4,
  examined: 0,
  marked: 0,
  spared: 0,
  error: null,
  ...over,
});

test('a sweep says what it found and what it did with it', () => {
  expect(outcomeWords(sweep())).toBe('found nothing due');
  expect(outcomeWords(sweep({ examined: 3, marked: 2, spared: 1 }))).toBe(
    'found 3 runs, marked 2, spared 1',
  );
});

test('a failed sweep does not pretend to have found nothing', () => {
  expect(outcomeWords(sweep({ error: 'The database is locked.' }))).toBe(
    'failed: The database is locked.',
  );
});

test('a length is said in the unit that fits it', () => {
  expect([0, 4, 999, 1240, 30_000].map(lengthWords)).toEqual([
    '0 ms',
    '4 ms',
    '999 ms',
    '1.2 s',
    '30.0 s',
  ]);
});

test('a schedule that has no words is told as it is', () => {
  expect(purposeWords({ cron: '*/2 * * * *' })).toContain('missed one, every 2 minutes.');
  expect(purposeWords({ cron: '1,2 * * * 5' })).toContain('on the schedule 1,2 * * * 5.');
});
