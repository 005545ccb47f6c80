import { seedOf } from './engine/random.ts';
import { addFigures, type Figures, noFigures } from './oracle/figures.ts';
import type { Flaw } from './server/flaw.ts';
import { live, type Outcome, type WorldPlan } from './world.ts';

/** Many worlds, one after the other. */
export interface CampaignPlan {
  seed: number;
  /** The first world, and how many at the most. */
  world?: number;
  worlds?: number;
  /** How much processor time it may take. */
  cpuSeconds: number;
  flaw?: Flaw;
  /** Of every world, unless the seed decides. */
  each?: Partial<Omit<WorldPlan, 'seed' | 'flaw' | 'isEnough'>>;
}

/** What came of it. */
export interface CampaignResult {
  figures: Figures;
  worlds: number;
  cpuSeconds: number;
  /** The world in which an invariant broke first. */
  failure: { world: number; outcome: Outcome } | null;
  last: Outcome | null;
}

/** Lives through worlds until the time is up, or an invariant breaks. */
export async function runCampaign(plan: CampaignPlan): Promise<CampaignResult> {
  const cpu = createCpuWatch();
  const isEnough = () => cpu.seconds() >= plan.cpuSeconds;
  const first = plan.world ?? 0;
  let figures = noFigures();
  let worlds = 0;
  let last: Outcome | null = null;
  let failure: CampaignResult['failure'] = null;
  while (worlds < (plan.worlds ?? Number.POSITIVE_INFINITY)) {
    const world = first + worlds;
    const outcome = await live({
      ...plan.each,
      seed: seedOf(plan.seed, world),
      ...(plan.flaw === undefined ? {} : { flaw: plan.flaw }),
      isEnough,
    });
    figures = addFigures(figures, outcome.figures);
    worlds += 1;
    last = outcome;
    if (outcome.violation !== null) failure ??= { world, outcome };
    if (isEnough() || (failure !== null && plan.each?.goesOn !== true)) break;
  }
  return { figures, worlds, cpuSeconds: cpu.seconds(), failure, last };
}

/** Processor time of this process, in seconds since it was made. */
export function createCpuWatch(): { seconds(): number } {
  const from = process.cpuUsage();
  return {
    seconds() {
      const { user, system } = process.cpuUsage(from);
      return (user + system) / 1_000_000;
    },
  };
}
