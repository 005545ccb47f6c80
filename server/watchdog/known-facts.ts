import { Problem } from '../domain/errors.ts';
import type { Clock } from '../domain/ports.ts';
import { type Millis, seconds } from '../domain/time.ts';

/** How long a read may take while no run can be heard, in milliseconds. */
export const DEAF_PATIENCE: Millis = seconds(1);

/** The parts that {@link createKnownFacts} stands on. */
export interface KnownFactsParts<Facts> {
  /** Reads them from the database. */
  read(): Promise<Facts>;
  /** Whether no run can be heard now. */
  isDeaf(): boolean;
  clock: Pick<Clock, 'after'>;
}

/**
 * Reads facts. While no run can be heard it makes do with what was read last, where the database
 * does not answer either: or nobody could be told of it just then. Throws what the read throws.
 */
export function createKnownFacts<Facts>(parts: KnownFactsParts<Facts>): () => Promise<Facts> {
  const { read, isDeaf, clock } = parts;
  let known: { facts: Facts } | null = null;

  return async () => {
    const reading = remember();
    if (!isDeaf() || known === null) return reading;
    const { facts } = known;
    return soon(reading, facts).catch((error: unknown) => {
      if (error instanceof Problem) return facts;
      throw error;
    });
  };

  async function remember(): Promise<Facts> {
    const facts = await read();
    known = { facts };
    return facts;
  }

  /** What is read, or `instead` when that takes too long. */
  async function soon(reading: Promise<Facts>, instead: Facts): Promise<Facts> {
    let callOff = () => {};
    const late = new Promise<Facts>((resolve) => {
      callOff = clock.after(DEAF_PATIENCE, () => resolve(instead));
    });
    try {
      return await Promise.race([reading, late]);
    } finally {
      callOff();
    }
  }
}
