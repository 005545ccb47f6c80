import { expect, test } from 'vitest';
import { hunt, MUTANTS } from './index.ts';

/** Seconds of processor time that a mistake may go unnoticed. */
const NOTICED_WITHIN = 60;

test('there are more than a dozen mistakes, each with a name of its own', () => {
  expect(new Set(MUTANTS.map(({ name }) => name)).size).toBe(MUTANTS.length);
  expect(MUTANTS.length).toBeGreaterThan(12);
});

test.each(MUTANTS.map((mutant) => [mutant.name, mutant] as const))(
  'the mistake %s is noticed by what it breaks',
  { timeout: 300_000 },
  async (_name, mutant) => {
    const { invariant, sentence } = await hunt(mutant, 1, NOTICED_WITHIN);
    expect(mutant.breaks, sentence).toContain(invariant);
  },
);
