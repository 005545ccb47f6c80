import { Problem } from '../../domain/errors.ts';
import type { Millis } from '../../domain/time.ts';
import type { Place } from '../cursor.ts';
import { Prisma } from '../generated/postgres/client.ts';
import { stamp } from '../times.ts';

const { sql } = Prisma;

/** A time as a parameter. */
export function time(millis: Millis): Prisma.Sql {
  return sql`${timeText(stamp(millis))}::timestamptz`;
}

/** A stamp as PostgreSQL reads it: before the year 1 comes the year 1 BC there. */
export function timeText(stamped: string): string {
  return stamped.startsWith('0000-') ? `0001${stamped.slice(4)} BC` : stamped;
}

/** The time of a place, as a parameter. Throws `Problem('invalid')` for one that is no time. */
export function placeTime([at]: Place): Prisma.Sql {
  // A text without a zone comes from a query of ours, in UTC.
  const zoned = typeof at === 'string' && !/(Z|[+-]\d\d:\d\d)$/.test(at) ? `${at}Z` : at;
  const millis = new Date(zoned).getTime();
  if (!Number.isNaN(millis)) return time(millis);
  if (typeof at === 'string' && isForeign(at)) return sql`timezone('UTC', ${at}::timestamp)`;
  throw new Problem('invalid', 'The cursor is not one that this list gave out.', {
    errors: [{ field: 'cursor', message: 'Take it from nextCursor of the page before.' }],
  });
}

/** What PostgreSQL says of times that JavaScript has no words for. */
function isForeign(at: string): boolean {
  if (/^-?infinity$/.test(at)) return true;
  const said = /^(?:\d{5,6}(-.+)|\d{4,6}(-.+) BC)$/.exec(at);
  const inYear = said?.[1] ?? said?.[2];
  // In a leap year, since that may be one.
  return inYear !== undefined && !Number.isNaN(Date.parse(`2000${inYear}Z`));
}
