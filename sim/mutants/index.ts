import { createCpuWatch, runCampaign } from '../campaign.ts';
import type { Invariant } from '../oracle/judgement.ts';
import { EFFECTS } from './effects.ts';
import { HEARING } from './hearing.ts';
import { JUDGING } from './judging.ts';
import type { Mutant } from './mutant.ts';

/** All mistakes that the simulator has to find. */
export const MUTANTS: readonly Mutant[] = [...JUDGING, ...HEARING, ...EFFECTS];

/** How a mutant was found. */
export interface Caught {
  mutant: Mutant;
  /** What broke first; null when nothing did. */
  invariant: Invariant | null;
  /** It broke what it should. */
  isCaught: boolean;
  sentence: string;
  /** After how many hours of simulated time in all. */
  simulatedHours: number;
  cpuSeconds: number;
}

/** Lives with one mistake until it shows, or until the processor time is up. */
export async function hunt(mutant: Mutant, seed: number, cpuSeconds: number): Promise<Caught> {
  const cpu = createCpuWatch();
  const { failure, figures } = await runCampaign({
    seed,
    cpuSeconds,
    flaw: mutant.flaw,
    // Small and stormy: what goes wrong matters here, and not how many it hits.
    each: { size: 120, faultsEvery: 5 * 60_000, hours: 6, ...mutant.where },
  });
  const violation = failure?.outcome.violation ?? null;
  return {
    mutant,
    invariant: violation?.invariant ?? null,
    isCaught: violation !== null && mutant.breaks.includes(violation.invariant),
    sentence: violation === null ? 'Nothing was noticed.' : violation.sentence,
    simulatedHours: figures.worldTime / 3_600_000,
    cpuSeconds: cpu.seconds(),
  };
}
