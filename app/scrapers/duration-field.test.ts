import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ownUnit, rangeFault, readTyped, typedOf, UNITS } from './duration-field.ts';

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

test('a time with units of its own is read, whatever unit stands beside it', () => {
  const read = (amount: string) => readTyped({ amount, unit: 'd' });
  for (const [text, seconds] of [
    ['10 min', 600],
    ['90 s', 90],
    ['1h30', 5400],
    ['2 h', 7200],
    ['1 h 30 min 5 s', 5405],
    ['1d 12 hours', 129_600],
    ['1.5 hrs', 5400],
    ['2m30', 150],
    ['3 MINUTES', 180],
  ] as const) {
    expect(read(text)).toEqual({ seconds });
  }
  expect(ownUnit('90 s')).toBe('s');
  expect(ownUnit('1h30')).toBe('h');
  expect(ownUnit('90')).toBeNull();
  expect(ownUnit('ten')).toBeNull();
});

test('what is no limit is told in the unit that it was typed in', () => {
  const most = 604_800;
  expect(rangeFault(691_200, 'd', most)).toBe('must be at most 7 days');
  expect(rangeFault(691_200, 'h', most)).toBe('must be at most 168 hours');
  expect(rangeFault(691_200, 'min', most)).toBe('must be at most 10,080 minutes');
  expect(rangeFault(691_200, 's', most)).toBe('must be at most 604,800 seconds');
  expect(rangeFault(0, 'min', most)).toBe('must be at least 1 second');
  expect(rangeFault(-300, 'min', most)).toBe('must be at least 1 second');
  expect(rangeFault(1.5, 's', most)).toBe('must come to whole seconds');
  expect(rangeFault(most, 'd', most)).toBeNull();
  expect(rangeFault(1, 's', most)).toBeNull();
});

test('what is no time is told at once', () => {
  expect(readTyped({ amount: ' ', unit: 's' })).toEqual({ fault: 'is required' });
  for (const amount of [
    ...['ten', '1,5', '1e3', '0x10', '.', 'Infinity', '--1', '10 min 2 h', '5 s 5 s'],
    ...['10 s 5', '5 5', '-5 min', 'min', '3 weeks', '1h30x'],
  ]) {
    expect(readTyped({ amount, unit: 's' }), amount).toEqual({
      fault: 'must be a number, or a time such as 90 s, 10 min or 1h30',
    });
  }
  expect(readTyped({ amount: '9'.repeat(400), unit: 's' })).toHaveProperty('fault');
});
