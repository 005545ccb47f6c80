import { describe, expect, test } from 'vitest';
import { parseOptions } from './options.ts';

const parse = (...args: string[]) => parseOptions(args, () => 42);

describe('the arguments of the simulator', () => {
  test('are a seed, minutes with decimals, a world, or mutants', () => {
    expect(parse('--seed', '7', '--minutes', '0.5')).toEqual({
      seed: 7,
      minutes: 0.5,
      mutants: false,
      world: null,
    });
    expect(parse('--mutants')).toMatchObject({ mutants: true, seed: 42 });
    expect(parse('--seed', '7', '--world', '3')).toMatchObject({ seed: 7, world: 3 });
  });

  test.each([
    [['--seed', 'x'], '--seed needs a whole number from 0 on.'],
    [['--seed', '1.5'], '--seed needs a whole number from 0 on.'],
    [['--minutes'], '--minutes needs a number from 0 on.'],
    [['--minutes', '-1'], '--minutes needs a number from 0 on.'],
    [['--fast'], 'Unknown option --fast.'],
  ])('that are wrong (%j) are named', (args, sentence) => {
    expect(() => parse(...args)).toThrow(sentence);
  });
});
