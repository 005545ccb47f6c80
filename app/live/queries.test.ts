import { expect, test } from 'vitest';
import { runsPath } from './queries.ts';

test('no filters ask for everything', () => {
  expect(runsPath({})).toBe('/api/runs');
  expect(runsPath({ statuses: [], scraper: null, q: '', from: null })).toBe('/api/runs');
});

test('statuses repeat, and what was typed is escaped', () => {
  expect(runsPath({ statuses: ['FAILED', 'CANCELLED'], q: 'a&b=c', limit: 20 }, 'x/+=')).toBe(
    '/api/runs?status=FAILED&status=CANCELLED&q=a%26b%3Dc&limit=20&cursor=x%2F%2B%3D',
  );
});
