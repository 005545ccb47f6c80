/** Random choices that a seed repeats. */
export interface Random {
  /** A whole number from 0 up to, not including, `end`. */
  below(end: number): number;
  /** `items` in another order. */
  shuffle<T>(items: readonly T[]): T[];
}

const [MULTIPLIER, MODULUS] = [48_271, 2_147_483_647];

/** The "minimal standard" of Park and Miller (CACM 31, 1988), with their later multiplier. */
export function createRandom(seed: number): Random {
  let state = (Math.abs(seed) % (MODULUS - 1)) + 1;
  const below = (end: number) => {
    state = (state * MULTIPLIER) % MODULUS;
    return Math.floor((state / MODULUS) * end);
  };
  return {
    below,
    shuffle<T>(items: readonly T[]): T[] {
      const rest = [...items];
      const order: T[] = [];
      while (rest.length > 0) order.push(...rest.splice(below(rest.length), 1));
      return order;
    },
  };
}
