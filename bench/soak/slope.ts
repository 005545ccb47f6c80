/** A straight line through a measure over time. */
export interface Slope {
  /** How much it grows a minute, by least squares; not a number with fewer than two points. */
  aMinute: number;
  /**
   * The standard error of that, as if what the line leaves over were independent from sample to
   * sample; a heap that is collected now and then is not quite, so the truth is a little wider.
   */
  error: number;
}

/** One measurement. */
export interface Sample {
  /** Milliseconds since any fixed moment. */
  at: number;
  value: number;
}

/** The line through `samples` that leaves the least squares over. */
export function slopeOf(samples: readonly Sample[]): Slope {
  const count = samples.length;
  const points = samples.map(({ at, value }) => ({ x: at / 60_000, y: value }));
  const meanX = sum(points.map(({ x }) => x)) / count;
  const meanY = sum(points.map(({ y }) => y)) / count;
  const spread = sum(points.map(({ x }) => (x - meanX) ** 2));
  const aMinute = sum(points.map(({ x, y }) => (x - meanX) * (y - meanY))) / spread;
  const left = sum(points.map(({ x, y }) => (y - meanY - aMinute * (x - meanX)) ** 2));
  return { aMinute, error: Math.sqrt(left / (count - 2) / spread) };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
