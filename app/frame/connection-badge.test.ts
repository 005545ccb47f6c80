import { expect, test } from 'vitest';
import { badgeWords } from './connection-badge.tsx';

const connection = { since: 10_000, lastUpdateAt: 28_000 };

test('the badge says how old the last update is', () => {
  expect(badgeWords({ ...connection, state: 'live' }, 30_000)).toBe('Live · 2 s');
  expect(badgeWords({ ...connection, state: 'live', lastUpdateAt: null }, 30_000)).toBe('Live');
});

test('the badge says for how long the line has been down', () => {
  expect(badgeWords({ ...connection, state: 'offline' }, 30_000)).toBe('Offline for 20 s');
  expect(badgeWords({ ...connection, state: 'catching-up' }, 30_000)).toBe('Catching up');
});
