import { expect, test } from 'vitest';
import type { Scraper } from '../../server/domain/patience.ts';
import { changeWords, concerns, formerOf } from './change-words.ts';

const BOOKS: Scraper = {
  name: 'books',
  staleAfterSeconds: null,
  stuckAfterSeconds: 1200,
  whenStuck: 'show',
  retentionDays: null,
  effectiveStaleAfterSeconds: 600,
  effectiveStuckAfterSeconds: 1200,
  effectiveRetentionDays: 30,
};

test('what takes a change back names the fields of the change alone, the setting as null', () => {
  expect(formerOf(BOOKS, { staleAfterSeconds: 82 })).toEqual({ staleAfterSeconds: null });
  expect(formerOf(BOOKS, { stuckAfterSeconds: null, whenStuck: 'fail' })).toEqual({
    stuckAfterSeconds: 1200,
    whenStuck: 'show',
  });
  expect(formerOf(BOOKS, { retentionDays: 7 })).toEqual({ retentionDays: null });
});

test('a change is told by what is in force after it', () => {
  expect(changeWords(BOOKS, { staleAfterSeconds: null })).toBe(
    'Stale after 10 min of silence, as the setting says.',
  );
  const changed: Scraper = {
    ...BOOKS,
    staleAfterSeconds: 82,
    effectiveStaleAfterSeconds: 82,
    whenStuck: 'fail',
  };
  expect(changeWords(changed, { staleAfterSeconds: 82 })).toBe('Stale after 82 s of silence.');
  expect(changeWords(changed, { stuckAfterSeconds: 1200, whenStuck: 'fail' })).toBe(
    'Stuck after 20 min without progress. Stuck runs are marked as stale.',
  );
  expect(changeWords(BOOKS, { retentionDays: null })).toBe(
    'Runs are kept for 30 days once they have ended, as the setting says.',
  );
  expect(concerns({ retentionDays: 7 })).toBe('Older ones are removed.');
  expect(concerns({ whenStuck: 'show' })).toContain('runs under way keep theirs');
  expect(changeWords(BOOKS, { whenStuck: 'show' })).toBe('Stuck runs are only shown.');
});
