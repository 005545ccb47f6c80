/** Numbers that look random and are the same for the same seed. */
export interface Random {
  /** From 0 to below 1. */
  next(): number;
  /** A whole number, both ends included. */
  int(from: number, to: number): number;
  chance(probability: number): boolean;
  pick<T>(list: readonly T[]): T;
  /** One of the list, by its weights. */
  weighted<T>(list: readonly T[], weightOf: (one: T) => number): T;
  /** The list in another order. */
  shuffle<T>(list: readonly T[]): T[];
  /** How long to wait for something that happens every `mean` on average; whole, at least 1. */
  wait(mean: number): number;
  /** Another row of numbers, which does not move when this one is asked more often. */
  fork(): Random;
}

/** A row of numbers from a seed (mulberry32). */
export function createRandom(seed: number): Random {
  let state = scramble(seed);

  function next(): number {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }

  return {
    next,
    int: (from, to) => from + Math.floor(next() * (to - from + 1)),
    chance: (probability) => next() < probability,
    pick: (list) => list[Math.floor(next() * list.length)] as (typeof list)[number],
    weighted(list, weightOf) {
      let ball = next() * list.reduce((sum, one) => sum + weightOf(one), 0);
      const hit = list.find((one) => {
        ball -= weightOf(one);
        return ball < 0;
      });
      return hit ?? (list[0] as (typeof list)[number]);
    },
    shuffle<T>(list: readonly T[]): T[] {
      const rest = [...list];
      const order: T[] = [];
      while (rest.length > 0) order.push(...rest.splice(Math.floor(next() * rest.length), 1));
      return order;
    },
    wait: (mean) => Math.max(1, Math.round(-Math.log(1 - next()) * mean)),
    fork: () => createRandom(Math.floor(next() * 4_294_967_296)),
  };
}

/** The seed of the `index`th world of a campaign. */
export function seedOf(campaign: number, index: number): number {
  return (scramble(campaign) ^ Math.imul(index + 1, 0x9e3779b1)) >>> 0;
}

function scramble(seed: number): number {
  let x = (seed ^ 0x5bf03635) >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}
