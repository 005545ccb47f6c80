import { expect, test } from 'vitest';
import type { Scraper } from '../../server/domain/patience.ts';
import { matching } from './matching.ts';

function scrapers(...names: string[]): Scraper[] {
  return names.map((name) => ({
    name,
    staleAfterSeconds: null,
    stuckAfterSeconds: null,
    whenStuck: 'show',
    retentionDays: null,
    effectiveStaleAfterSeconds: 600,
    effectiveStuckAfterSeconds: 1800,
    effectiveRetentionDays: 30,
  }));
}

const names = (found: readonly Scraper[]) => found.map(({ name }) => name);

test('a part of a name finds it, whatever the case; what stands around it does not matter', () => {
  const all = scrapers('shop-Books', 'books', 'news');
  expect(names(matching(all, ' BOOK '))).toEqual(['shop-Books', 'books']);
  expect(names(matching(all, 'magazines'))).toEqual([]);
});

test('nothing asked for is everything', () => {
  const all = scrapers('a', 'b');
  expect(matching(all, '  ')).toBe(all);
});

test('what is typed is no pattern', () => {
  expect(names(matching(scrapers('a.b', 'axb'), 'a.b'))).toEqual(['a.b']);
  expect(names(matching(scrapers('a'), '['))).toEqual([]);
});
