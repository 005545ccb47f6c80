import { expect, test } from 'vitest';
import { GAP_REASONS } from '../../server/domain/hearing.ts';
import { gapLength, gapReason, givenBack } from './gap-words.ts';

test('every reason has words of its own', () => {
  const words = GAP_REASONS.map((reason) => gapReason({ reason }));
  expect(new Set(words).size).toBe(GAP_REASONS.length);
});

test('a gap says how long it was, and whom it was given back to', () => {
  const gap = {
    id: 'g',
    reason: 'blocked' as const,
    startedAt: '2026-01-01T00:00:00.000Z',
    endedAt: '2026-01-01T00:01:05.000Z',
    runs: 12,
  };
  expect(gapLength(gap)).toBe('1 min 5 s');
  expect(givenBack(gap)).toBe('given back to 12 runs');
  expect(givenBack({ runs: 1 })).toBe('given back to 1 run');
  expect(givenBack({ runs: 0 })).toBe('nobody was waiting');
});
