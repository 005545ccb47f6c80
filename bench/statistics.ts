/** The middle of `values`; of an even number, the mean of the two in the middle. NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  const upper = sorted[half] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? Number.NaN) + upper) / 2;
}

/** The smallest of `values` that at least `percent` of them do not exceed. NaN of none. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const rank = Math.max(1, Math.ceil((percent / 100) * sorted.length));
  return sorted[rank - 1] ?? Number.NaN;
}

/** `value` with two decimals, which is as much as any figure here deserves. */
export function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}

/** What `work` cost. */
export interface Cost<T> {
  /** How long it took, in milliseconds. */
  ms: number;
  /** Processor time of this process, in milliseconds: on a busy machine much less than `ms`. */
  cpuMs: number;
  result: T;
}

/** Does `work` and tells what it cost. */
export async function timed<T>(work: () => Promise<T>): Promise<Cost<T>> {
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  const result = await work();
  const ms = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { ms, cpuMs: (user + system) / 1000, result };
}
