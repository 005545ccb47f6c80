import { Prisma } from '../generated/sqlite/client.ts';
import type { Presence } from '../jobs.ts';

/** A file has one owner: while it is ours no other process can live on it, and its time is ours. */
export const sqlitePresence: Presence = {
  shared: false,
  time: async () => null,
  claim: async () => {},
  holds: async () => () => 'impossible',
  takeTurn: async () => true,
  endTurn: async () => {},
  release: async () => {},
};

/** Whoever gives back gaps does so alone; a write transaction is alone here anyway. */
export function lockGaps(): Prisma.Sql {
  return Prisma.sql`SELECT 1 AS at`;
}
