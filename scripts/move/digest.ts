import { createHash } from 'node:crypto';

/** A row in words that are the same on both sides: times are milliseconds, JSON is its text. */
export type Row = readonly (string | null)[];

/** How many rows there are, and what they hold, whatever their order. */
export interface Digest {
  count: number;
  /** The sum of the rows' hashes: a row that is there twice does not cancel out. */
  sum: bigint;
}

/** The digest of no rows. */
export const EMPTY: Digest = { count: 0, sum: 0n };

/** A digest with further rows. */
export function withRows({ count, sum }: Digest, rows: readonly Row[]): Digest {
  return {
    count: count + rows.length,
    sum: rows.reduce((total, row) => total + hash(row), sum) % MOST,
  };
}

/** Whether two digests are of the same rows. */
export function isSame(one: Digest, other: Digest): boolean {
  return one.count === other.count && one.sum === other.sum;
}

const MOST = 2n ** 128n;

function hash(row: Row): bigint {
  // The first 128 bits.
  const digits = createHash('sha256').update(JSON.stringify(row)).digest('hex').slice(0, 32);
  return BigInt(`0x${digits}`);
}
