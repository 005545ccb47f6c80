import type { InValue } from '@libsql/client';
import fc from 'fast-check';
import type { Millis } from '../domain/time.ts';
import { ENGINE } from './engine.ts';

/** A time as some program wrote it, and what it means; null where it cannot be read. */
export interface WrittenTime {
  written: InValue;
  at: Millis | null;
}

/** The forms in which programs write times, each with the precision that it keeps, in ms. */
export const TIME_FORMS: Record<string, { precision: number; write: (at: Millis) => InValue }> = {
  'Prisma’s': { precision: 1, write: (at) => iso(at).replace('Z', '+00:00') },
  'JavaScript’s': { precision: 1, write: iso },
  'SQL’s': { precision: 1000, write: (at) => iso(at).slice(0, 19).replace('T', ' ') },
  'SQL’s with milliseconds': {
    precision: 1,
    write: (at) => iso(at).slice(0, 23).replace('T', ' '),
  },
  'another zone’s': {
    precision: 1,
    write: (at) => iso(at + 2 * 3_600_000).replace('Z', '+02:00'),
  },
  'microseconds’': { precision: 1, write: (at) => iso(at).replace('Z', '123+00:00') },
  'a minute’s': { precision: 60_000, write: (at) => iso(at).slice(0, 16) },
  'a day’s': { precision: 86_400_000, write: (at) => iso(at).slice(0, 10) },
  ...(ENGINE === 'sqlite' && {
    'a number’s': { precision: 1, write: (at: Millis) => at },
    'a fraction’s': { precision: 1, write: (at: Millis) => at + 0.25 },
    'a number’s in a text': { precision: 1, write: (at: Millis) => `${at}` },
  }),
};

/** What no one can read as a time; PostgreSQL takes no more of that than what never is. */
const NO_TIMES = ['infinity', '-infinity'];

/** What no one can read as a time, as SQLite takes it. */
export const UNREADABLE_TIMES: InValue[] = [
  '',
  'now',
  'yesterday',
  '12:00',
  '01.01.2026 00:00',
  '2026-13-01 00:00:00',
  '2026-01-01T00:00:00.000+0000',
  1e300,
  -1e18,
  new Uint8Array([1, 2, 3]).buffer,
];

/** A time near `at` in any form, or none that can be read. */
export function aWrittenTime(at: fc.Arbitrary<Millis>): fc.Arbitrary<WrittenTime> {
  const readable = fc
    .tuple(at, fc.constantFrom(...Object.values(TIME_FORMS)))
    .map(([time, { precision, write }]) => {
      const kept = Math.floor(time / precision) * precision;
      return { written: write(kept), at: kept };
    });
  const unreadable = fc
    .constantFrom<InValue[]>(...(ENGINE === 'sqlite' ? UNREADABLE_TIMES : NO_TIMES))
    .map((written) => ({ written, at: null as Millis | null }));
  return fc.oneof({ weight: 6, arbitrary: readable }, { weight: 1, arbitrary: unreadable });
}

function iso(at: Millis): string {
  return new Date(at).toISOString();
}
