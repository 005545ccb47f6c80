import { Problem } from '../domain/errors.ts';

/** The place of a row in a list: its time as it is stored, and its id. */
export type Place = [at: string | number, id: string];

/** A place as the opaque text that the outside carries. */
export function toCursor(place: Place): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/** Reads a cursor back. Throws `Problem('invalid')` for one that was not made here. */
export function fromCursor(cursor: string): Place {
  const place = parse(cursor);
  if (!isPlace(place) || toCursor(place) !== cursor) {
    throw new Problem('invalid', 'The cursor is not one that this list gave out.', {
      errors: [{ field: 'cursor', message: 'Take it from nextCursor of the page before.' }],
    });
  }
  return place;
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return null;
  }
}

function isPlace(value: unknown): value is Place {
  if (!Array.isArray(value) || value.length !== 2) return false;
  const [at, id] = value;
  return (typeof at === 'string' || typeof at === 'number') && typeof id === 'string';
}
