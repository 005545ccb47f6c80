import { expect, test } from 'vitest';
import { diesTitle } from './dies-title.ts';

const NOTHING = { held: false, given: false, givenBack: false, deaf: false, offline: false };

test('an ordinary run says when it dies', () => {
  expect(diesTitle('noon', NOTHING)).toBe(
    'Without a sign of life it will be marked as stale at noon.',
  );
});

test('what moved the end of its time is named', () => {
  expect(diesTitle('noon', { ...NOTHING, given: true })).toContain('An operator gave it time.');
  expect(diesTitle('noon', { ...NOTHING, givenBack: true })).toContain('Its time was given back');
  expect(diesTitle('noon', { ...NOTHING, held: true })).toContain('marked as failed');
});

test('what nobody can know is an estimate, and while nobody can be heard no end is named at all', () => {
  expect(diesTitle('noon', { ...NOTHING, offline: true })).toMatch(/^An estimate: .* at noon\./);
  const deaf = diesTitle('noon', { ...NOTHING, deaf: true, held: true });
  expect(deaf).toMatch(/^An estimate: no run can be heard now/);
  expect(deaf).not.toContain('noon');
});
