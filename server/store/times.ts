import type { Millis } from '../domain/time.ts';

/** A time as Prisma writes it to SQLite; compares as text in the order of time. */
export function stamp(at: Millis): string {
  return new Date(at).toISOString().replace('Z', '+00:00');
}

/** A time for one of Prisma's typed writes. */
export function toDate(at: Millis | null): Date | null {
  return at === null ? null : new Date(at);
}
