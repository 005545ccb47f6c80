import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readTyped, typedOf, UNITS } from './duration-field.ts';

test('a duration stands in the largest unit that needs no fraction', () => {
  expect([1, 90, 600, 5400, 7200, 604_800].map(typedOf)).toEqual([
    { amount: '1', unit: 's' },
    { amount: '90', unit: 's' },
    { amount: '10', unit: 'min' },
    { amount: '90', unit: 'min' },
    { amount: '2', unit: 'h' },
    { amount: '7', unit: 'd' },
  ]);
});

test('what stands in the fields reads as the seconds that it was made of', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 604_800 }), (seconds) => {
      expect(readTyped(typedOf(seconds))).toEqual({ seconds });
    }),
  );
});

test('fractions are exact, whatever a double makes of them', () => {
  expect(readTyped({ amount: '1.1', unit: 'min' })).toEqual({ seconds: 66 });
  expect(readTyped({ amount: ' .5 ', unit: 'h' })).toEqual({ seconds: 1800 });
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 99_999 }),
      fc.constantFrom(...UNITS.slice(1)),
      (tenths, { unit, seconds: size }) => {
        const typed = { amount: (tenths / 10).toFixed(1), unit };
        expect(readTyped(typed)).toEqual({ seconds: (tenths * size) / 10 });
      },
    ),
  );
});

test('what the API has a sentence for is left to it', () => {
  expect(readTyped({ amount: '0', unit: 's' })).toEqual({ seconds: 0 });
  expect(readTyped({ amount: '-5', unit: 'min' })).toEqual({ seconds: -300 });
  expect(readTyped({ amount: '0.5', unit: 's' })).toEqual({ seconds: 0.5 });
  expect(readTyped({ amount: '8', unit: 'd' })).toEqual({ seconds: 691_200 });
});

test('what is no number is told at once', () => {
  expect(readTyped({ amount: ' ', unit: 's' })).toEqual({ fault: 'is required' });
  for (const amount of ['ten', '1,5', '1e3', '0x10', '10 min', '.', 'Infinity', '--1']) {
    expect(readTyped({ amount, unit: 's' })).toEqual({
      fault: 'must be a number, such as 90 or 1.5',
    });
  }
  expect(readTyped({ amount: '9'.repeat(400), unit: 's' })).toHaveProperty('fault');
});
