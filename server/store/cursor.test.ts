import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Problem } from '../domain/errors.ts';
import { fromCursor, type Place, toCursor } from './cursor.ts';

test('a cursor gives back the place it was made of', () => {
  const place = fc.tuple(fc.oneof(fc.string(), fc.integer()), fc.string());
  fc.assert(
    fc.property(place, (made) => {
      expect(fromCursor(toCursor(made))).toEqual(made);
    }),
  );
});

test('a cursor is text that can stand in an address as it is', () => {
  expect(toCursor(['2026-01-01T00:00:00.000+00:00', '???>>>'])).toMatch(/^[A-Za-z0-9_-]+$/);
});

test.each([
  ['nothing', ''],
  ['no base64', '%%%'],
  ['other JSON', encode({ at: 1 })],
  ['too few parts', encode(['2026-01-01'])],
  ['parts of other types', encode([null, 'id'])],
  ['a place with something after it', `${toCursor(['a', 'b'] as Place)}=`],
])('a cursor of %s is refused by its name', (_what, cursor) => {
  const refusal = catchProblem(() => fromCursor(cursor));
  expect(refusal.code).toBe('invalid');
  expect(refusal.errors?.map(({ field }) => field)).toEqual(['cursor']);
});

test('any text is either a place or refused', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      try {
        expect(fromCursor(text)).toHaveLength(2);
      } catch (error) {
        expect(error).toBeInstanceOf(Problem);
      }
    }),
  );
});

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function catchProblem(work: () => unknown): Problem {
  try {
    work();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('It was not refused.');
}
