import type { Bench } from './bench.ts';

/** Loads a bench; `args` are what follows its name. */
type Load = (args: readonly string[]) => Promise<Bench>;

/** Every bench by its name; loaded when asked for, after the checkout was found to be prepared. */
export const BENCHES = {
  sweep: async () => (await import('./sweep/sweep.ts')).sweepBench,
  lag: async (args) => {
    const { createLagBench, nodesOf } = await import('./lag/lag.ts');
    return createLagBench(nodesOf(args));
  },
  size: async () => (await import('./size/size.ts')).sizeBench,
  memory: async () => (await import('./memory/memory.ts')).memoryBench,
  page: async () => (await import('./page/page.ts')).pageBench,
  fanout: async () => (await import('./fanout/fanout.ts')).fanoutBench,
  ingest: async (args) => {
    const { createIngestBench, ingestOptions } = await import('./ingest/ingest.ts');
    return createIngestBench(ingestOptions(args));
  },
  soak: async (args) => {
    const { createSoakBench, minutesOf } = await import('./soak/soak.ts');
    return createSoakBench(minutesOf(args));
  },
} satisfies Record<string, Load>;

export type BenchName = keyof typeof BENCHES;

/** Whether there is a bench of this name. */
export function isBenchName(name: string): name is BenchName {
  return Object.hasOwn(BENCHES, name);
}

/** What to say to somebody who named none, or one that there is not. */
export function unknownBench(name: string | undefined): string {
  const names = Object.keys(BENCHES).join(', ');
  const what = name === undefined ? 'Name a bench' : `There is no bench named ${name}`;
  return `${what}: npm run bench -- NAME, with one of ${names}.`;
}
